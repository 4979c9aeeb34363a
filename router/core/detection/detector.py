"""What is a detector: something that reads a profile and may raise an alarm?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from router.core.detection.profile import Profile
from router.core.finding import SubjectKind

__all__ = ["ALL", "ONE", "Detector", "On", "Sign"]

ALL = frozenset(SubjectKind)
ONE = frozenset({SubjectKind.KEY, SubjectKind.USER})
"""A single key or person, where a crowd's mix says nothing."""


class On(Enum):
    """When a detector looks."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What one detector sees in one profile."""

    strength: float
    """1 is where the detector reports at sensitivity 1 and without feedback."""
    explanation: str
    evidence: Mapping[str, float]


class Detector(Protocol):
    """Keeps nothing itself: all memory is in the profile, which is bounded and can be packed.

    So a detector is a pure question to a profile that has just noted a request.
    """

    @property
    def kind(self) -> str:
        """The finding's kind, as rules name it."""
        ...

    @property
    def subjects(self) -> frozenset[SubjectKind]:
        """Whose profiles it reads."""
        ...

    @property
    def on(self) -> On:
        """Whether it looks as requests come, or as they end."""
        ...

    @property
    def highest_bar(self) -> float:
        """Up to here do false alarms raise the bar: one that nothing reaches ends the watch."""
        ...

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """A sign of at least `bar`, else None; a microsecond where all is as usual."""
        ...
