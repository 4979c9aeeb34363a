"""Where does each kind of work go? Found by deciding such requests, never by reading rules."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from classifier.labels import Complexity, Priority, Task
from router.core.caller import UNASSIGNED
from router.core.cases.given import Given
from router.core.deployment import Kind
from router.core.effects import BestValue, CheapestSufficient, Goal
from router.core.errors import (
    ApprovalRequired,
    KeyQuarantined,
    NoCapableDeployment,
    PolicyDenied,
    RouterError,
)
from router.core.facts import Facts
from router.core.quote import day_of
from router.core.routing import Rulebook, decide, settle, within_reach
from router.core.rules.phrases import listed
from router.core.tier import TIERS, Tier

__all__ = ["Answer", "Cell", "Ending", "Matrix", "matrix_of"]


class Ending(StrEnum):
    """How a request may end."""

    SERVED = "served"
    DENIED = "denied"
    APPROVAL = "approval"
    NOBODY = "nobody"


_REFUSALS: Mapping[type[RouterError], Ending] = MappingProxyType(
    {
        PolicyDenied: Ending.DENIED,
        KeyQuarantined: Ending.DENIED,
        ApprovalRequired: Ending.APPROVAL,
        NoCapableDeployment: Ending.NOBODY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What becomes of one kind of request."""

    ending: Ending = Ending.SERVED
    tiers: tuple[Tier, ...] = ()
    """The tier that answers; several where it depends on the request and its cost."""

    @property
    def words(self) -> str:
        """As it stands in a table."""
        if self.ending is Ending.SERVED:
            return listed(self.tiers)
        return {
            Ending.DENIED: "refused",
            Ending.APPROVAL: "needs approval",
            Ending.NOBODY: "no model can serve it",
        }[self.ending]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What becomes of requests of one priority and one complexity."""

    priority: Priority
    complexity: Complexity
    answer: Answer
    """For most kinds of task."""
    others: Mapping[Task, Answer]
    """For tasks that fare otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What becomes of all kinds of work, and of what cannot be told."""

    cells: tuple[Cell, ...]
    unsure: Answer
    at: datetime | None
    """The moment for which it holds; None where it holds at any time."""

    def of(self, priority: Priority, complexity: Complexity) -> Cell:
        """One cell."""
        return next(c for c in self.cells if (c.priority, c.complexity) == (priority, complexity))


def matrix_of(rulebook: Rulebook, *, at: datetime, team: str | None) -> Matrix:
    """The table for short requests to `auto` in production, by `team` or by one without rules."""
    usual = Given(team=team or UNASSIGNED, at=at)
    unsure = usual.model_copy(update={"abstained": True, "probability": _UNDECIDED})
    kinds = {leaf.kind for rule in rulebook.policy.rules for leaf in rule.when.leaves()}
    return Matrix(
        cells=tuple(
            _cell(rulebook, usual=usual, priority=priority, complexity=complexity)
            for priority in Priority
            for complexity in Complexity
        ),
        unsure=_answer(unsure.facts(), rulebook),
        at=at if "time" in kinds else None,
    )


_UNDECIDED = MappingProxyType(
    {label.value: 1 / len(head) for head in (Priority, Complexity, Task) for label in head}
)
"""Probabilities of labels where nothing is known."""


def _cell(rulebook: Rulebook, *, usual: Given, priority: Priority, complexity: Complexity) -> Cell:
    answers: dict[Task, Answer] = {}
    for task in Task:
        given = usual.model_copy(
            update={"priority": priority, "complexity": complexity, "task": task}
        )
        answers[task] = _answer(given.facts(), rulebook)
    ((most, _),) = Counter(answers.values()).most_common(1)
    return Cell(
        priority=priority,
        complexity=complexity,
        answer=most,
        others={task: answer for task, answer in answers.items() if answer != most},
    )


def _answer(facts: Facts, rulebook: Rulebook) -> Answer:
    try:
        decision = decide(facts, rulebook)
    except tuple(_REFUSALS) as refusal:
        return Answer(ending=_REFUSALS[type(refusal)])
    return Answer(tiers=_possible(facts, rulebook) or (decision.tier,))


def _possible(facts: Facts, rulebook: Rulebook) -> tuple[Tier, ...]:
    """The tiers among which the choice weighs costs; none where a rule names the tier."""
    catalog = rulebook.catalog
    offered = catalog.offers(Kind.CHAT, day_of(facts))
    directive = within_reach(rulebook.policy.directive(facts), offered)
    ask = catalog.resolve(facts.request.requested_model)
    aim = settle(ask, directive, facts=facts, catalog=catalog)
    if not _weighs(aim.value):
        return ()
    lowest = directive.floor.value.rank if directive.floor else 0
    highest = directive.cap.value.rank if directive.cap else len(TIERS)
    regions = directive.region.value if directive.region else None
    there = {
        offer.deployment.tier
        for offer in offered
        if regions is None or offer.deployment.region in regions
    }
    return tuple(tier for tier in TIERS if tier in there and lowest <= tier.rank <= highest)


def _weighs(goal: Goal) -> bool:
    return isinstance(goal, CheapestSufficient | BestValue)
