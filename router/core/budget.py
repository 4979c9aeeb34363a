"""What may be spent in which period, how far along is it, and what does a dollar weigh then?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from router.core.caller import Caller
from router.core.zone import ZoneName

__all__ = ["Budget", "BudgetState", "Per", "Period", "shadow_price", "state_of"]

_LEAST_ELAPSED = 0.001
"""Share that counts as gone at the very start of a period, so that every pace is finite."""


class Per(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


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
class BudgetState:
    """How far a budget is spent, and how far its period is gone, both as shares.

    `share_used` is above 1 where more was spent than the limit.
    """

    id: str
    share_used: float
    share_elapsed: float

    @property
    def pace(self) -> float:
        """Share used per share elapsed: 1 spends the limit exactly, 2 twice the limit.

        At least a thousandth of the period counts as gone, so that the first request of a month
        is no infinite pace.
        """
        return self.share_used / max(self.share_elapsed, _LEAST_ELAPSED)


class Budget(BaseModel):
    """A limit per period, for all spend that fits its scope."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)
    limit_usd: Decimal = Field(gt=0, le=1_000_000_000, description="What may be spent per period.")
    per: Per = Field(description="Weeks begin on Monday, all periods at midnight.")
    timezone: ZoneName = Field(
        default="UTC", description="IANA name of the time zone whose midnight counts."
    )
    key: str | None = Field(default=None, description="Only spend of the key with this id.")
    user: str | None = Field(default=None, description="Only spend of this user.")
    team: str | None = Field(default=None, description="Only spend of this team.")
    project: str | None = Field(default=None, description="Only spend of this project.")
    environment: str | None = Field(default=None, description="Only spend in this environment.")
    tag: str | None = Field(default=None, description="Only spend with this tag.")

    @cached_property
    def _scope(self) -> tuple[tuple[str, str], ...]:
        """Attributes of a caller, and what they must be."""
        wanted = (
            ("key_id", self.key),
            ("user", self.user),
            ("team", self.team),
            ("project", self.project),
            ("environment", self.environment),
        )
        return tuple((name, value) for name, value in wanted if value is not None)

    def covers(self, caller: Caller) -> bool:
        """Whether the caller's spend counts: all that is written of the scope fits."""
        for name, value in self._scope:
            if getattr(caller, name) != value:
                return False
        return self.tag is None or self.tag in caller.tags

    def period(self, at: datetime) -> Period:
        """The period that `at` falls into. Days of 23 or 25 hours are as long as they are."""
        zone = ZoneInfo(self.timezone)
        first, following = _days(at.astimezone(zone).date(), self.per)
        return Period(start=_midnight(first, zone), end=_midnight(following, zone))


def state_of(
    budget: Budget, spent_usd: Decimal, *, at: datetime, period: Period | None = None
) -> BudgetState:
    """How far a budget is, given what was spent in `period`: that of `at`, found if not given."""
    return BudgetState(
        id=budget.id,
        share_used=float(spent_usd / budget.limit_usd),
        share_elapsed=(period or budget.period(at)).share_elapsed(at),
    )


def shadow_price(budgets: Sequence[BudgetState], *, thrift: float) -> float:
    """By how much more a dollar weighs while budgets are spent too fast; 0 where none is."""
    pressure = max((one.share_used * max(0.0, one.pace - 1.0) for one in budgets), default=0.0)
    return thrift * pressure


def _days(today: date, per: Per) -> tuple[date, date]:
    """First day of the period, and of the one that follows."""
    if per is Per.MONTH:
        first = today.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1)
    if per is Per.WEEK:
        first = today - timedelta(days=today.weekday())
        return first, first + timedelta(days=7)
    return today, today + timedelta(days=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day; where clocks skip midnight, the moment in which they do."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
