"""How are policies, their journal and what requests add up to kept without a disk?"""

from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from datetime import datetime

from router.adapters.storage.event_rows import event_from_row, event_to_row
from router.core.feedback import Feedback, score_of
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.policy import Policy
from router.core.rollout.journal import Event, PolicyChanged
from router.core.rollout.tally import (
    CountedRequest,
    Tally,
    is_bad,
    is_failure,
    is_refusal,
    tally_of,
)
from router.core.traffic import AUDIT_CALLER

__all__ = ["MemoryPolicies", "MemoryTallies"]

Booked = tuple[LedgerEntry, DecisionRecord]


class MemoryPolicies:
    """Implements `Policies`; what is kept went through the same rows as in other stores."""

    def __init__(self, policies: MutableMapping[str, Policy]) -> None:
        """Keep policies in `policies`, which the archive of rulebooks shares."""
        self._policies = policies
        self._events: list[Event] = []

    def head(self) -> int:
        """The number of the last event."""
        return len(self._events)

    def journal(self) -> Sequence[Event]:
        """Every event, oldest first."""
        return tuple(self._events)

    def add(self, event: Event, policy: Policy | None = None) -> None:
        """Write the next event, and the policy under its version where it is new."""
        if event.seq != self.head() + 1:
            raise PolicyChanged.since(event.seq - 1, head=self.head())
        if policy is not None and event.version is not None:
            self._policies.setdefault(event.version, policy)
        self._events.append(event_from_row(event_to_row(event)))

    def find(self, version: str) -> Policy | None:
        """The policy with this version."""
        return self._policies.get(version)

    def versions(self) -> Sequence[str]:
        """All versions that can be found, in the order of their names."""
        return sorted(self._policies)


class MemoryTallies:
    """Implements `Tallies` over what is booked and said."""

    def __init__(
        self, booked: Callable[[], Iterable[Booked]], said: Callable[[], Iterable[Feedback]]
    ) -> None:
        self._booked = booked
        self._said = said

    async def under(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        """The requests under a version."""
        found = self._between(since, until, teams=teams)
        return self._tally(pair for pair in found if pair[0].policy_version == version)

    async def beside(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        """The requests under any other version."""
        found = self._between(since, until, teams=teams)
        return self._tally(pair for pair in found if pair[0].policy_version != version)

    def _between(
        self, since: datetime, until: datetime, *, teams: Sequence[str]
    ) -> Iterator[Booked]:
        for entry, record in self._booked():
            is_own = entry.caller.key_id != AUDIT_CALLER.key_id
            if is_own and since <= entry.at < until and (not teams or entry.caller.team in teams):
                yield entry, record

    def _tally(self, pairs: Iterable[Booked]) -> Tally:
        grouped: dict[str, list[Booked]] = {}
        for pair in pairs:
            grouped.setdefault(pair[1].id, []).append(pair)
        scores: dict[str, float] = {}
        for said in self._said():
            score = score_of(said)
            if score is not None:
                scores[said.decision_id] = score  # the last word on quality counts
        return tally_of(_counted(group, score=scores.get(id_)) for id_, group in grouped.items())


def _counted(group: Sequence[Booked], *, score: float | None) -> CountedRequest:
    entries, (_, record) = [entry for entry, _ in group], group[0]
    answered = (Outcome.COMPLETED, Outcome.CANCELLED)
    return CountedRequest(
        lot=record.facts.lot or record.id,
        cost_usd=float(sum(entry.cost_usd for entry in entries)),
        is_answered=any(entry.outcome in answered for entry in entries),
        has_failed=any(is_failure(entry.outcome, entry.error_code) for entry in entries),
        is_refused=any(is_refusal(entry.error_code) for entry in entries),
        is_bad=None if score is None else is_bad(score),
    )
