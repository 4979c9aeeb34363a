"""What does a detector say when it finds something abnormal?"""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Alarm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One look that found something. It is raised again with each request while it lasts."""

    kind: str
    """The detector, such as `burst`."""
    score: float
    """How abnormal: 1 is where the detector begins to report."""
    explanation: str
    """What was seen and what is usual, in sentences with numbers."""
    evidence: Mapping[str, float]
    """The same numbers by name, with their unit in it."""
    lasts_s: float
    """How long a finding counts after this look."""
    is_hard: bool = False
    """Above a limit of `detection.hard`: acts without any history."""
