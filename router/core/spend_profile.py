"""How much of a budget is usually spent by now, as the weekdays and hours before tell?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from router.core.period import Period

__all__ = ["HISTORY", "UNIFORM", "ExpectedSpend", "SpendProfile", "hour_number", "learn_profile"]

_WEEK_H = 7 * 24
_MOST_WEEKS, _FEWEST_WEEKS = 8, 2
_SLACK_H = 24
"""By how much the first week may be too short: whoever began on a Monday began in the morning."""
_FORGETS = 0.8
"""What a week counts of what the one after it does."""
_PRIOR_WEEKS = 0.5
"""How many weeks spread evenly stand beside those that were seen: no hour is ever impossible."""
_HOUR = timedelta(hours=1)
HISTORY = timedelta(weeks=_MOST_WEEKS)
"""Earlier spend teaches nothing."""


@dataclass(frozen=True, slots=True)
class SpendProfile:
    """Which share of a week's spend falls on each of its hours, Monday's first one first."""

    shares: tuple[float, ...]

    def over(self, period: Period, *, timezone: str) -> "ExpectedSpend":
        """What is expected within a period. Hours that a clock repeats count each time."""
        weights = []
        begin = period.start
        while begin < period.end:
            part = min((period.end - begin) / _HOUR, 1.0)
            weights.append(self.shares[hour_number(begin, timezone=timezone) % _WEEK_H] * part)
            begin += _HOUR
        until_hour = tuple(accumulate(weights, initial=0.0))
        hours = (period.end - period.start) / _HOUR
        return ExpectedSpend(period=period, hours=hours, until_hour=until_hour)


UNIFORM = SpendProfile((1 / _WEEK_H,) * _WEEK_H)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSpend:
    """How spend usually runs up within one period."""

    period: Period
    hours: float
    until_hour: Sequence[float]
    """Weights added up until each of its hours begins; the last is that of the whole."""

    def share(self, at: datetime) -> float:
        """The share of the period's spend that is usual until `at`, from 0 to 1."""
        gone = (at - self.period.start) / _HOUR
        if gone <= 0:
            return 0.0
        if gone >= self.hours:
            return 1.0
        hour = int(gone)
        before, after = self.until_hour[hour], self.until_hour[hour + 1]
        reached = before + (after - before) * ((gone - hour) / min(self.hours - hour, 1.0))
        return min(reached / self.until_hour[-1], 1.0)


def hour_number(at: datetime, *, timezone: str) -> int:
    """The hour on the clocks of a zone; that of a Monday's midnight divides by 168."""
    local = at.astimezone(_zone(timezone))
    return (local.toordinal() - 1) * 24 + local.hour  # the first day of all was a Monday


def learn_profile(spent: Mapping[int, float], *, hour: int) -> SpendProfile | None:
    """The profile of the whole weeks before an hour; None where there were fewer than two.

    Each week counts by its shape, so that one dear week does not outweigh the others, and later
    ones count for more. Neighbouring hours are smoothed.

    Args:
        spent: USD by `hour_number`.
        hour: the number of the hour that has just begun.
    """
    if not spent:
        return None
    weeks = min((hour - min(spent) + _SLACK_H) // _WEEK_H, _MOST_WEEKS)
    shares, seen = [_PRIOR_WEEKS / _WEEK_H] * _WEEK_H, 0
    for age in range(weeks):
        begin = hour - (age + 1) * _WEEK_H
        week = [max(spent.get(begin + number, 0.0), 0.0) for number in range(_WEEK_H)]
        total = sum(week)
        if total > 0:
            seen += 1
            for number, usd in enumerate(week):
                shares[(begin + number) % _WEEK_H] += _FORGETS**age * usd / total
    return _smoothed(shares) if seen >= _FEWEST_WEEKS else None


def _smoothed(shares: Sequence[float]) -> SpendProfile:
    """Half of each hour goes to its neighbours; the sum is 1."""
    total = sum(shares)
    return SpendProfile(
        tuple(
            (shares[number - 1] + 2 * share + shares[(number + 1) % _WEEK_H]) / (4 * total)
            for number, share in enumerate(shares)
        )
    )


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
