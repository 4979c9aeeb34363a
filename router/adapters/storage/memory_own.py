"""How are one person's requests, spend and choices found without a disk?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from router.adapters.storage.storable import storable
from router.core.coaching.choice import CoachChoice
from router.core.coaching.own_request import Oneself, OwnRequest
from router.core.coaching.own_spend import OwnSpend, summed
from router.core.deployment import Kind
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.traffic import AUDIT_CALLER
from router.ports.own_traffic import Newest

__all__ = ["MemoryCoachChoices", "MemoryOwnTraffic"]

Booked = tuple[LedgerEntry, DecisionRecord]


class MemoryOwnTraffic:
    """Implements `OwnTraffic` over what is booked, oldest first."""

    def __init__(self, booked: Callable[[], Iterable[Booked]]) -> None:
        self._booked = booked

    async def newest(self, whose: Oneself, *, since: datetime, most: int) -> Newest:
        """The newest chat requests since a moment."""
        called = [pair for pair in self._of(whose, since) if _is_call(pair[0])]
        newest = called[max(len(called) - most, 0) :]
        chats = [_own(*pair) for pair in newest if pair[1].facts.request.kind is Kind.CHAT]
        return Newest(chats, is_whole=len(called) < most)

    async def spend(self, whose: Oneself, *, since: datetime) -> Sequence[OwnSpend]:
        """All that was booked since a moment, by project, model and tier."""
        groups: dict[tuple[str, str, str], list[OwnSpend]] = {}
        for entry, _ in self._of(whose, since):
            tier = entry.tier.value if entry.tier is not None else ""
            group = (entry.caller.project, entry.model or "", tier)
            groups.setdefault(group, []).append(_spent(entry))
        return [
            replace(summed(groups[group]), project=group[0], model=group[1], tier=group[2])
            for group in sorted(groups)
        ]

    def _of(self, whose: Oneself, since: datetime) -> Iterator[Booked]:
        for entry, record in self._booked():
            if entry.at >= since and _is_own(entry, whose):
                yield entry, record


class MemoryCoachChoices:
    """Implements `CoachChoices`."""

    def __init__(self) -> None:
        self._kept: dict[str, CoachChoice] = {}

    async def get(self, person: str) -> CoachChoice:
        """What a person chose."""
        return replace(self._found(person), person=person)

    async def put(self, person: str, *, has_digest: bool, has_headers: bool) -> CoachChoice:
        """Keep a choice; the last digest stays known."""
        kept = replace(self._found(person), has_digest=has_digest, has_headers=has_headers)
        self._kept[storable(person)] = kept
        return await self.get(person)

    async def with_headers(self) -> frozenset[str]:
        """Everybody whose answers carry a tip."""
        return frozenset(person for person, one in self._kept.items() if one.has_headers)

    async def served(self, person: str, week: str) -> bool:
        """Write down that a digest was made; whether it was this call that did."""
        kept = self._found(person)
        if kept.digest_week >= week:
            return False
        self._kept[storable(person)] = replace(kept, digest_week=week)
        return True

    def _found(self, person: str) -> CoachChoice:
        name = storable(person)
        return self._kept.get(name, CoachChoice(person=name))


def _is_own(entry: LedgerEntry, whose: Oneself) -> bool:
    caller = entry.caller
    if caller.key_id == AUDIT_CALLER.key_id:
        return False
    if whose.user is None:
        return caller.key_id == storable(whose.key_id)
    is_in_team = whose.team is None or caller.team == storable(whose.team)
    return caller.user == storable(whose.user) and is_in_team


def _is_call(entry: LedgerEntry) -> bool:
    return entry.deployment is not None and entry.outcome is not Outcome.CORRECTED


def _spent(entry: LedgerEntry) -> OwnSpend:
    return OwnSpend(
        calls=int(_is_call(entry)),
        input_tokens=entry.usage.input_tokens,
        cached_tokens=entry.usage.cached_tokens,
        output_tokens=entry.usage.output_tokens,
        cost_usd=entry.cost_usd,
    )


def _own(entry: LedgerEntry, record: DecisionRecord) -> OwnRequest:
    said = record.facts.assessment
    return OwnRequest(
        decision_id=entry.decision_id,
        at=entry.at,
        outcome=entry.outcome,
        deployment=entry.deployment or "",
        tier=entry.tier,
        usage=replace(entry.usage, is_estimated=False),
        cost_usd=entry.cost_usd,
        asked=record.facts.request,
        task=said.task,
        complexity=said.complexity,
        is_abstained=said.is_abstained,
        difficulty=said.difficulty,
        sketch=said.sketch,
        output_tokens_p95=said.output_tokens_p95,
    )
