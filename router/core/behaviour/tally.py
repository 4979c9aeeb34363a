"""What adds up of the requests of one group, and who asked them?"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from router.core.behaviour.asked import Asked, BehaviourBy
from router.core.behaviour.rejected import GOOD_ENOUGH, Rejected
from router.core.behaviour.wastes import all_wastes

__all__ = ["BehaviourTally", "Tallies", "merged"]


@dataclass(slots=True)
class BehaviourTally:
    """Sums of one group; money is whole nano-USD."""

    people: set[str] = field(default_factory=set)
    judges: set[str] = field(default_factory=set)
    """Whose answers were judged."""
    requests: int = 0
    spent_nanos: int = 0
    wasted_nanos: int = 0
    """What could have been saved, each request counted once, rejected ones left out."""
    rejected_nanos: int = 0
    """What is to be added where rejected ones count too."""
    judged: int = 0
    accepted: int = 0
    of_kind: Counter[str] = field(default_factory=Counter)
    saved_nanos: Counter[str] = field(default_factory=Counter)

    def add(self, one: Asked, saved: Mapping[str, int], *, score: float | None) -> None:
        """Count a request, what could have been saved of it by each kind, and how it was judged."""
        if one.person is not None:
            self.people.add(one.person)
        self.requests += 1
        self.spent_nanos += one.spent_nanos
        self.of_kind.update(saved.keys())
        self.saved_nanos.update(saved)
        least = max((n for kind, n in saved.items() if kind != Rejected.kind), default=0)
        self.wasted_nanos += least
        self.rejected_nanos += max(saved.get(Rejected.kind, 0) - least, 0)
        if score is not None:
            self.judged += 1
            self.accepted += score >= GOOD_ENOUGH
            if one.person is not None:
                self.judges.add(one.person)

    def merge(self, other: "BehaviourTally") -> None:
        """Add the sums of another group; who is in both is one person."""
        self.people |= other.people
        self.judges |= other.judges
        self.of_kind.update(other.of_kind)
        self.saved_nanos.update(other.saved_nanos)
        self.requests += other.requests
        self.spent_nanos += other.spent_nanos
        self.wasted_nanos += other.wasted_nanos
        self.rejected_nanos += other.rejected_nanos
        self.judged += other.judged
        self.accepted += other.accepted


class Tallies:
    """The groups of one dimension, counted up request by request in the order of booking."""

    def __init__(
        self, by: BehaviourBy, *, scores: Mapping[str, float], team: str | None = None
    ) -> None:
        """`scores` are those in force, by decision; with `team`, only that team is counted."""
        self._by = by
        self._scores = scores
        self._team = team
        self._wastes = all_wastes(scores)
        self.groups: dict[str, BehaviourTally] = {}

    def add(self, asked: Iterable[Asked]) -> None:
        """Count requests."""
        for one in asked:
            if self._team in (None, one.team):
                saved = {
                    waste.kind: nanos
                    for waste in self._wastes
                    if (nanos := waste.saved_nanos(one)) is not None
                }
                tally = self.groups.setdefault(one.group(self._by), BehaviourTally())
                tally.add(one, saved, score=self._scores.get(one.decision_id))


def merged(tallies: Sequence[BehaviourTally]) -> BehaviourTally:
    """All of them as one."""
    whole = BehaviourTally()
    for tally in tallies:
        whole.merge(tally)
    return whole
