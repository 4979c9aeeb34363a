"""How much is a shift: of a feature, of a label's share, of the share of accepted answers?"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import Final

from classifier.drift.stability import GREAT, MODERATE

__all__ = ["EACH_ALARM", "Acceptance", "Level", "Shift"]

FALSE_ALARMS: Final = 0.01
"""Where nothing has moved, a report says otherwise in about this share of cases, or fewer."""
EACH_ALARM: Final = FALSE_ALARMS / 3
"""Shares and features, the two-sample test and acceptance have a third of it each."""
LEAST_FEEDBACK: Final = 50
_MODERATE_DROP = 0.03
_GREAT_DROP = 0.1


class Level(StrEnum):
    """How much has moved, in rising order."""

    NONE = "none"
    MODERATE = "moderate"
    GREAT = "great"

    @property
    def rank(self) -> int:
        """The position in that order."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Shift:
    """One thing that was compared. `kind` is feature, label, confidence or abstention."""

    kind: str
    name: str
    index: float
    limit: float
    """What chance alone stays below."""
    reason: str | None

    @property
    def level(self) -> Level:
        """How much it has moved."""
        if self.index <= max(self.limit, MODERATE):
            return Level.NONE
        return Level.GREAT if self.index >= GREAT else Level.MODERATE


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How many answers were accepted, of how many that feedback was given on."""

    accepted_before: int
    of_before: int
    accepted_now: int
    of_now: int

    @property
    def is_known(self) -> bool:
        """Whether there is enough feedback on both sides."""
        return min(self.of_before, self.of_now) >= LEAST_FEEDBACK

    @property
    def drop(self) -> float:
        """By how much the share of accepted answers has fallen."""
        return self.accepted_before / self.of_before - self.accepted_now / self.of_now

    @property
    def level(self) -> Level:
        """How much it has fallen, beyond what chance explains (two proportions, one-sided)."""
        if not self.is_known:
            return Level.NONE
        pooled = (self.accepted_before + self.accepted_now) / (self.of_before + self.of_now)
        spread = sqrt(pooled * (1 - pooled) * (1 / self.of_before + 1 / self.of_now))
        if self.drop <= max(_MODERATE_DROP, NormalDist().inv_cdf(1 - EACH_ALARM) * spread):
            return Level.NONE
        return Level.GREAT if self.drop >= _GREAT_DROP else Level.MODERATE
