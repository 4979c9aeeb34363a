"""Which day of the simulation is it: a weekday, the end of a month, how busy?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["DAY_S", "HOUR_S", "Calendar"]

DAY_S = 86_400.0
HOUR_S = 3_600.0
_SATURDAY = 5
_BY_WEEKDAY = (1.0, 1.1, 1.1, 1.05, 0.8)
_CLOSING_DAYS = 3


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days from `start` on."""

    start: datetime
    days: int

    def date(self, day: int) -> datetime:
        """Midnight of a day."""
        return self.start + timedelta(days=day)

    def is_workday(self, day: int) -> bool:
        """Not on a weekend; nobody knows of holidays here."""
        return self.date(day).weekday() < _SATURDAY

    def busy(self, day: int, *, weekend: float) -> float:
        """How much is asked on a day, where 1 is a usual work day."""
        return _BY_WEEKDAY[self.date(day).weekday()] if self.is_workday(day) else weekend

    def is_closing(self, day: int) -> bool:
        """The last days of a month and the first, when books are closed."""
        date = self.date(day)
        return date.day <= 1 or (date + timedelta(days=_CLOSING_DAYS)).month != date.month

    def workday_near(self, share: float) -> int:
        """The work day nearest to a share of the whole time."""
        wanted = min(self.days - 1, int(share * self.days))
        near = sorted(range(self.days), key=lambda day: (abs(day - wanted), day))
        return next((day for day in near if self.is_workday(day)), wanted)
