"""What may be spent in which time, how far along is it, and what does a dollar weigh then?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from router.core.limit_scope import LimitScope, Text
from router.core.money import ZERO_USD
from router.core.period import Calendar, Per, Period
from router.core.rolling import Rolling
from router.core.zone import ZoneName

__all__ = ["Budget", "BudgetState", "Per", "shadow_price", "state_of"]

_LEAST_EXPECTED = 0.001
"""Share that counts as expected at the very start of a period, so that every pace is finite."""
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}
_LONGEST_WINDOW_HOURS = 366 * 24
_US_PER_HOUR = 3_600_000_000


def _window_hours(window: str) -> int:
    return int(window[:-1]) * _HOURS[window[-1]]


def _is_no_longer_than_a_year(window: str) -> str:
    if _window_hours(window) > _LONGEST_WINDOW_HOURS:
        raise ValueError("is longer than a year: write 366d or less")
    return window


Window = Annotated[
    str,
    Field(pattern=r"^[1-9]\d{0,3}[hdw]$"),
    AfterValidator(_is_no_longer_than_a_year),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetState:
    """How far a budget is spent, and how far its period is gone, both as shares.

    `share_used` is above 1 where more was spent than the limit.
    """

    id: str
    """As rules name it: budgets that administrators set have `stored:` before their id."""
    share_used: float
    share_elapsed: float
    is_by_deployment: bool = False
    """Only what some deployments answer counts, and which one answers is not decided yet."""
    share_expected: float | None = None
    """What of a period's spend usually falls before this hour of this weekday; None where too
    little was spent to know."""

    @property
    def pace(self) -> float:
        """Share used per share expected: 1 spends the limit exactly, 2 twice the limit.

        Where nothing is known of weekdays and hours, the share elapsed is what is expected. At
        least a thousandth always is, so that the first request of a month is no infinite pace.
        """
        expected = self.share_elapsed if self.share_expected is None else self.share_expected
        return self.share_used / max(expected, _LEAST_EXPECTED)


class Budget(LimitScope):
    """A limit on spend per period or in a rolling window, for all requests that fit its scope."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)
    limit_usd: Decimal = Field(
        gt=0, le=1_000_000_000, description="What may be spent per period, or in any window."
    )
    per: Per | None = Field(
        default=None, description="Weeks begin on Monday, all periods at midnight."
    )
    window: Window | None = Field(
        default=None, description="Instead of `per`: the time that ends now, such as 24h or 30d."
    )
    timezone: ZoneName = Field(
        default="UTC", description="IANA name of the time zone whose midnight counts."
    )
    starts_on: int | None = Field(
        default=None,
        ge=1,
        le=31,
        description="Day on which fiscal months, quarters and years begin; the last day of the "
        "month where it has no such day.",
    )
    starts_in: int | None = Field(
        default=None,
        ge=1,
        le=12,
        description="A month in which quarters or years begin; 4 is April.",
    )
    carry_over_usd: Decimal | None = Field(
        default=None,
        gt=0,
        le=1_000_000_000,
        description="The most that is carried over of what the period before left of its limit.",
    )
    hard: bool | None = Field(
        default=None,
        description="Requests are refused rather than that it is exceeded; else rules may ask for "
        "its state, and nothing more.",
    )
    contact: Text | None = Field(
        default=None, max_length=200, description="Whom callers ask for more."
    )

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> "Budget":
        if (self.per is None) == (self.window is None):
            raise ValueError("write either `per`, such as month, or `window`, such as 30d")
        months = self.per.months if self.per is not None else None
        if self.starts_on is not None and months is None:
            raise ValueError("`starts_on` is for budgets per month, quarter or year")
        if self.starts_in is not None and months in (None, 1):
            raise ValueError("`starts_in` is for budgets per quarter or year")
        if self.window is not None and self.timezone != "UTC":
            raise ValueError("`timezone` says when a period begins; a window begins all the time")
        if self.window is not None and self.carry_over_usd is not None:
            raise ValueError("`carry_over_usd` is of the period before; a window has none")
        return self

    @cached_property
    def time(self) -> Calendar | Rolling:
        """Its periods, or its window."""
        if self.per is None:
            hours = _window_hours(str(self.window))  # one of both is written
            return Rolling(length_us=hours * _US_PER_HOUR)
        return Calendar(
            per=self.per,
            timezone=self.timezone,
            starts_on=self.starts_on or 1,
            starts_in=self.starts_in or 1,
        )

    @cached_property
    def calendar(self) -> Calendar | None:
        """Its periods; None where it has a window."""
        return self.time if isinstance(self.time, Calendar) else None

    @cached_property
    def rolling(self) -> Rolling | None:
        """Its window; None where it has periods."""
        return self.time if isinstance(self.time, Rolling) else None

    @property
    def is_hard(self) -> bool:
        """Whether requests are refused rather than that it is exceeded."""
        return bool(self.hard)

    @property
    def span_in_words(self) -> str:
        """For how long it is: `month` or `window of 30d`."""
        return self.per.value if self.per is not None else f"window of {self.window}"

    @property
    def each_in_words(self) -> str:
        """`for each month`, `for each month from day 25 on`, or `in any 30d`."""
        if self.per is None:
            return f"in any {self.window}"
        since = f" from day {self.starts_on} on" if self.starts_on else ""
        return f"for each {self.per}{since}"

    def period(self, at: datetime) -> Period:
        """The period that `at` falls into; of a window, the window that ends then."""
        if isinstance(self.time, Calendar):
            return self.time.period(at)
        length = timedelta(microseconds=self.time.length_us)
        return Period(start=at - length, end=at + timedelta(microseconds=1))

    def extra_usd(self, at: datetime) -> Decimal:
        """What may be spent beyond the limit for a time."""
        return ZERO_USD


def state_of(
    budget: Budget,
    spent_usd: Decimal,
    *,
    at: datetime,
    period: Period | None = None,
    name: str | None = None,
    carried_usd: Decimal = ZERO_USD,
    expected: float | None = None,
) -> BudgetState:
    """How far a budget is, given what was spent in `period`: that of `at`, found if not given.

    `expected` is the share that is usually spent by then, where that is known.

    A window is always gone as a whole, so that its pace is the share that is used.
    """
    limit_usd = budget.limit_usd + budget.extra_usd(at) + carried_usd
    elapsed = 1.0 if budget.window is not None else (period or budget.period(at)).share_elapsed(at)
    return BudgetState(
        id=name or budget.id,
        share_used=float(spent_usd / limit_usd),
        share_elapsed=elapsed,
        is_by_deployment=budget.scope.is_by_deployment,
        share_expected=expected,
    )


def shadow_price(budgets: Sequence[BudgetState], *, thrift: float) -> float:
    """By how much more a dollar weighs while budgets are spent too fast; 0 where none is.

    Those of some deployments do not count: the price would weigh on all others too.
    """
    pressure = max(
        (one.share_used * max(0.0, one.pace - 1.0) for one in budgets if not one.is_by_deployment),
        default=0.0,
    )
    return thrift * pressure
