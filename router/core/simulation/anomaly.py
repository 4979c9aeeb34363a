"""What goes wrong in the company, on purpose: planted, so that one knows what should be found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from router.core.simulation.company import Company, Person, Program, ProgramKind

__all__ = ["Anomaly", "AnomalyKind", "planted_in"]


class AnomalyKind(StrEnum):
    """What it is, as the report names it."""

    RUNAWAY_FAST = "runaway script, fast"
    RUNAWAY_SLOW = "runaway agent, slow"
    LEAKED_KEY = "leaked key of a person"
    LEAKED_SERVICE_KEY = "leaked key of a program, slow"
    RETRY_STORM = "retry storm in an outage"
    PREMIUM_SHIFT = "premium for everything"
    MONTH_END = "burning what is left of the month"

    @property
    def must_be_caught(self) -> bool:
        """Whether it is one that must be caught within a minute or a few dollars."""
        return self in _URGENT


_URGENT = frozenset(
    {
        AnomalyKind.RUNAWAY_FAST,
        AnomalyKind.RUNAWAY_SLOW,
        AnomalyKind.LEAKED_KEY,
        AnomalyKind.LEAKED_SERVICE_KEY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """One that is planted: whose key, when it begins, how fast it asks and for how long."""

    id: str
    kind: AnomalyKind
    subject: Person | Program
    day: int
    """Counted from the first one, 0."""
    hour: float
    """In UTC."""
    every_s: float
    """A request each so many seconds."""
    lasts_s: float

    @property
    def requests(self) -> int:
        """How many there are, if nobody stops it."""
        return int(self.lasts_s / self.every_s)


@dataclass(frozen=True, slots=True)
class _Recipe:
    kind: AnomalyKind
    at: float
    """When, as a share of the simulation."""
    hour: float
    every_s: float
    lasts_s: float
    who: str
    """Persona, or kind of program."""


_RECIPES = (
    _Recipe(AnomalyKind.RUNAWAY_FAST, 0.30, 9.5, 0.25, 600, "developer"),
    _Recipe(AnomalyKind.LEAKED_KEY, 0.50, 1.7, 1.0, 1_200, "analyst"),
    _Recipe(AnomalyKind.RETRY_STORM, 0.45, 13.0, 0.5, 300, "nightly"),
    _Recipe(AnomalyKind.RUNAWAY_SLOW, 0.40, 11.0, 6.0, 14_400, "agent"),
    _Recipe(AnomalyKind.PREMIUM_SHIFT, 0.66, 8.0, 120.0, 28_800, "marketing"),
    _Recipe(AnomalyKind.MONTH_END, 0.97, 9.0, 12.0, 21_600, "manager"),
    _Recipe(AnomalyKind.LEAKED_SERVICE_KEY, 0.75, 12.0, 5.0, 14_400, "support_bot"),
    _Recipe(AnomalyKind.RUNAWAY_FAST, 0.85, 15.0, 1.0, 1_800, "analyst"),
    _Recipe(AnomalyKind.LEAKED_KEY, 0.90, 13.0, 3.0, 7_200, "developer"),
    _Recipe(AnomalyKind.RUNAWAY_SLOW, 0.80, 2.0, 10.0, 14_400, "developer"),
)
"""The first ones come in short simulations too."""
_FEWEST, _DAYS_FOR_EACH = 3, 3


def planted_in(company: Company, *, days: int) -> Iterator[Anomaly]:
    """The anomalies of so many days; nobody has two."""
    count = min(len(_RECIPES), max(_FEWEST, days // _DAYS_FOR_EACH))
    taken: set[str] = set()
    for place, recipe in enumerate(_RECIPES[:count]):
        subject = _subject(recipe.who, company, taken=taken)
        if subject is None:
            continue
        taken.add(subject.key)
        yield Anomaly(
            id=f"{place + 1:02}-{recipe.kind.name.lower()}",
            kind=recipe.kind,
            subject=subject,
            day=min(days - 1, int(recipe.at * days)),
            hour=recipe.hour,
            every_s=recipe.every_s,
            lasts_s=recipe.lasts_s,
        )


def _subject(who: str, company: Company, *, taken: set[str]) -> Person | Program | None:
    """Somebody in the middle of the list: those at its ends have honest oddities."""
    programs = [one for one in company.programs if one.kind.value == who]
    if who in {kind.value for kind in ProgramKind}:
        return next((one for one in programs if one.key not in taken), None)
    people: Sequence[Person] = [one for one in company.people if one.persona.name == who]
    free = [one for one in people if one.key not in taken]
    return free[len(free) // 2] if free else None
