"""What of a recorded request does an analysis of behaviour look at?

Everything is small and plain, so that worker processes can read the history and hand it over.
"""

from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from classifier.labels import Complexity, Priority
from router.core.caller import UNASSIGNED
from router.core.catalog import Catalog
from router.core.crowd import person_of
from router.core.deployment import Kind
from router.core.history import Booking, Recorded
from router.core.ledger import Outcome
from router.core.moments import to_micros
from router.core.tier import Tier

__all__ = ["Asked", "BehaviourBy", "asked_of"]


class BehaviourBy(StrEnum):
    """What behaviour can be grouped by; people and keys are not among it."""

    TEAM = "team"
    PROJECT = "project"
    TASK = "task"
    DEPARTMENT = "department"
    ENVIRONMENT = "environment"


class Asked(NamedTuple):
    """One chat request that somebody was called for."""

    decision_id: str
    at_us: int
    person: str | None
    """None where a program asked."""
    key_id: str
    team: str
    project: str
    task: str
    department: str
    environment: str
    spent_nanos: int
    economy_nanos: int | None
    """What the same tokens would have cost on the dearest economy deployment; None where the work
    was not trivial, was important, or was not done on premium."""
    is_cancelled: bool
    is_cut: bool
    """The answer ended at the most tokens that the caller permitted."""
    spare_nanos: int | None
    """What the output of all choices but one cost; None where there was one."""
    turns: int
    input_tokens: int
    fingerprint: str | None
    thread: str | None
    sketch: int | None

    def group(self, by: BehaviourBy) -> str:
        """What it is counted under."""
        return str(getattr(self, by.value))


_SHORT_ON_PURPOSE = 32
"""Whoever permits fewer tokens wants a word or a number, and cuts off what follows it."""


def asked_of(recorded: Recorded, catalog: Catalog) -> Asked | None:
    """What an analysis looks at; None where nobody was called, and for audits and embeddings."""
    decision = recorded.decision
    facts, caller, request = decision.facts, decision.facts.caller, decision.facts.request
    booked = [one for one in recorded.bookings if not one.is_correction]
    last = booked[-1] if booked else None
    if last is None or last.deployment is None:
        return None
    if recorded.is_audit or request.kind is not Kind.CHAT:
        return None
    most = request.max_output_tokens
    return Asked(
        decision_id=decision.id,
        at_us=to_micros(facts.at),
        person=person_of(caller),
        key_id=caller.key_id,
        team=caller.team,
        project=caller.project,
        task="unsure" if facts.assessment.is_abstained else facts.assessment.task.value,
        department=caller.department or UNASSIGNED,
        environment=caller.environment,
        spent_nanos=max(recorded.booked_nanos, 0),
        economy_nanos=_on_economy(recorded, last, catalog=catalog),
        is_cancelled=last.outcome is Outcome.CANCELLED,
        is_cut=most is not None
        and most >= _SHORT_ON_PURPOSE
        and last.usage.output_tokens >= most * request.choices,
        spare_nanos=_spare(recorded, last, catalog=catalog),
        turns=request.turns,
        input_tokens=request.input_tokens,
        fingerprint=request.fingerprint,
        thread=request.thread,
        sketch=facts.assessment.sketch,
    )


def _on_economy(recorded: Recorded, last: Booking, *, catalog: Catalog) -> int | None:
    said = recorded.decision.facts.assessment
    is_trivial = said.complexity is Complexity.TRIVIAL and not said.is_abstained
    if not is_trivial or said.priority is Priority.HIGH:
        return None
    if recorded.decision.tier is not Tier.PREMIUM:
        return None
    day = recorded.decision.facts.at.date()
    costs = (
        last.nanos_at(one.prices.at(day))
        for one in catalog.of_kind(Kind.CHAT)
        if one.tier is Tier.ECONOMY
    )
    return max(costs, default=None)


def _spare(recorded: Recorded, last: Booking, *, catalog: Catalog) -> int | None:
    """By the price of the day; nothing where the catalog does not have the deployment any more."""
    choices = recorded.decision.facts.request.choices
    if choices < 2:
        return None
    known = None if last.deployment is None else catalog.called(last.deployment)
    if known is None:
        return 0
    price = known.prices.at(recorded.decision.facts.at.date())
    read_only = replace(last, usage=replace(last.usage, output_tokens=0, reasoning_tokens=0))
    output_nanos = last.nanos_at(price) - read_only.nanos_at(price)
    return output_nanos * (choices - 1) // choices
