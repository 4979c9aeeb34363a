"""When does a period of a budget begin and end, in the time zone whose calendar counts?"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

__all__ = ["Calendar", "Per", "Period"]

_MOMENT = timedelta(microseconds=1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Per(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int | None:
        """How many months it lasts; None for those that are counted in days."""
        return _MONTHS.get(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A half-open interval [start, end) in UTC."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def share_elapsed(self, at: datetime) -> float:
        """How much of it is gone at `at`, from 0 to 1."""
        return min(max((at - self.start) / (self.end - self.start), 0.0), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Cuts time into periods that leave no gap and never overlap.

    Periods are numbered. Each ends where the next one begins, so that a period may be empty (a day
    that a zone skipped, as Samoa did on 30 December 2011), but no moment lies in two or in none.
    """

    per: Per
    timezone: str = "UTC"
    starts_on: int = 1
    """Day of the month on which months, quarters and years begin; the last day of the month
    where that is earlier."""
    starts_in: int = 1
    """A month in which a quarter or a year begins."""

    def period(self, at: datetime) -> Period:
        """The period that `at` falls into. Days of 23 or 25 hours are as long as they are."""
        number = self._number(at.astimezone(_zone(self.timezone)).date())
        while self._start(number) > at:
            number -= 1
        while (end := self._start(number + 1)) <= at:
            number += 1
        return Period(start=self._start(number), end=end)

    def before(self, period: Period) -> Period:
        """The last period before that one that was not empty."""
        return self.period(period.start - _MOMENT)

    def _number(self, day: date) -> int:
        """About which period a day falls into: where clocks jump, a neighbour may be right."""
        months = self.per.months
        if months is None:
            days = day.toordinal() - 1  # the first day of all was a Monday
            return days // 7 if self.per is Per.WEEK else days
        return (day.year * 12 + day.month - self.starts_in) // months

    def _start(self, number: int) -> datetime:
        """The first moment of a period; where clocks skip midnight, the moment in which they do."""
        day = datetime.combine(self._first_day(number), time(), tzinfo=_zone(self.timezone))
        return day.astimezone(UTC)

    def _first_day(self, number: int) -> date:
        months = self.per.months
        if months is None:
            return date.fromordinal(number * (7 if self.per is Per.WEEK else 1) + 1)
        year, month = divmod(number * months + self.starts_in - 1, 12)
        _, last = monthrange(year, month + 1)
        return date(year, month + 1, min(self.starts_on, last))


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
