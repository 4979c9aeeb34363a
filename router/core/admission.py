"""How important is a request that nobody has read yet, going by what its caller asked before?"""

from dataclasses import dataclass
from enum import IntEnum

from classifier.labels import Priority
from router.core.assessment import Assessment

__all__ = ["ADMISSION_SETTINGS", "Mix", "Rank", "declared_rank", "rank_of"]

ADMISSION_SETTINGS = {
    "TIERWISE_MOST_REQUESTS": "requests that one process answers at once; more are refused (2000)",
    "TIERWISE_MOST_CONNECTIONS": "connections that one process keeps; more are refused (8000)",
    "TIERWISE_LONGEST_WAIT_S": "seconds that a request may wait for its turn before the least "
    "important ones are refused (0.25)",
}

_SHARE_OF_THE_NEWEST = 1 / 16
_MOSTLY_HIGH = 0.5
_MOSTLY_LOW = 0.8


class Rank(IntEnum):
    """Who goes first where not everybody can: the smallest."""

    HIGH = 0
    NORMAL = 1
    LOW = 2


_RANKS = {Priority.HIGH: Rank.HIGH, Priority.NORMAL: Rank.NORMAL, Priority.LOW: Rank.LOW}
_DECLARED = {b"normal": Rank.NORMAL, b"low": Rank.LOW}


def rank_of(assessment: Assessment) -> Rank:
    """The rank of a request that was read; what nobody is sure of is normal."""
    return Rank.NORMAL if assessment.is_abstained else _RANKS[assessment.priority]


def declared_rank(word: bytes) -> Rank:
    """What a caller says of its own request. It may only lower it, so that nobody gains by it."""
    return _DECLARED.get(word.strip().lower(), Rank.HIGH)


@dataclass(slots=True)
class Mix:
    """What one key asked of late: how much of it was high and how much low, newest first."""

    high: float = 0.0
    low: float = 0.0

    def note(self, rank: Rank) -> None:
        """One more request was read."""
        self.high += ((rank is Rank.HIGH) - self.high) * _SHARE_OF_THE_NEWEST
        self.low += ((rank is Rank.LOW) - self.low) * _SHARE_OF_THE_NEWEST

    @property
    def rank(self) -> Rank:
        """The rank of this key's next request, as far as habit tells."""
        if self.high >= _MOSTLY_HIGH:
            return Rank.HIGH
        return Rank.LOW if self.low >= _MOSTLY_LOW else Rank.NORMAL
