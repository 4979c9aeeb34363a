"""Where are findings kept, what people said of them, and what is usual for whom?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from router.core.finding import Finding, Subject

__all__ = [
    "EVERY_FINDING",
    "FactorName",
    "Factors",
    "FindingEdit",
    "Findings",
    "Profiles",
    "WantedFindings",
]

FindingEdit = Callable[[Finding], Finding]
"""What becomes of a finding. What it raises passes, and nothing is changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFindings:
    """Which findings are looked for; None stands for any."""

    id: str | None = None
    kind: str | None = None
    subject: Subject | None = None
    team: str | None = None
    since: datetime | None = None
    """Last seen then or later."""
    is_open_at: datetime | None = None


EVERY_FINDING = WantedFindings()


class FactorName(NamedTuple):
    """Whose threshold, and of which detector."""

    kind: str
    subject: Subject


class Findings(Protocol):
    """Raises `LedgerUnavailable` where the store cannot be read or written."""

    async def version(self) -> int:
        """How many changes there were of findings and factors. Cheap: asked all the time."""
        ...

    async def standing(self) -> Sequence[Finding]:
        """Those that were neither lifted nor ended in writing, oldest first.

        What is over by its `until` is among them until somebody writes down that it ended.
        """
        ...

    async def add(self, finding: Finding) -> Finding:
        """Keep a new one, or give the one of the same kind and subject that is open then."""
        ...

    async def change(self, finding_id: str, edit: FindingEdit) -> tuple[Finding, Finding] | None:
        """Put what `edit` makes of one in its place, in one step; before and after.

        None where there is none. `edit` may be called more than once.
        """
        ...

    async def latest(
        self, wanted: WantedFindings = EVERY_FINDING, *, most: int
    ) -> Sequence[Finding]:
        """Findings, those that opened last first."""
        ...


class Factors(Protocol):
    """By which thresholds are raised. Raises `LedgerUnavailable` as `Findings` does."""

    async def factors(self) -> Mapping[FactorName, float]:
        """All that are not 1."""
        ...

    async def tune(self, name: FactorName, edit: Callable[[float], float]) -> tuple[float, float]:
        """Put what `edit` makes of a factor in its place, in one step; before and after."""
        ...


class Profiles(Protocol):
    """What is usual for whom, as bytes. Raises `LedgerUnavailable` as `Findings` does."""

    async def since(self, now: datetime) -> datetime:
        """When the traffic of this store was first watched; `now`, if it never was."""
        ...

    async def known(self) -> Sequence[Subject]:
        """Everybody of whom something is kept."""
        ...

    async def load(self, subjects: Iterable[Subject]) -> Mapping[Subject, bytes]:
        """What is kept of these subjects; those of whom nothing is kept are left out."""
        ...

    async def save(self, profiles: Mapping[Subject, bytes], *, at: datetime) -> None:
        """Keep these in the place of what was kept of the same subjects."""
        ...

    async def forget(self, before: datetime) -> int:
        """Remove what was last saved before a moment; how many there were."""
        ...
