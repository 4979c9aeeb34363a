"""What do administrators set while the service runs: budgets with increases, and quotas?"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from typing_extensions import override

from router.core.budget import Budget
from router.core.limit_scope import Text
from router.core.money import ZERO_USD
from router.core.quota import Quota

__all__ = [
    "Increase",
    "LimitKind",
    "LimitName",
    "StoredBudget",
    "StoredLimit",
    "StoredLimits",
    "edited",
    "name_of",
]


class LimitKind(StrEnum):
    """Budgets and quotas have names of their own: one of each may have the same id."""

    BUDGET = "budget"
    QUOTA = "quota"


class LimitName(NamedTuple):
    """What a budget or quota is found by."""

    kind: LimitKind
    id: str


class Increase(BaseModel):
    """More of a budget for a time. What is left of it is not carried over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount_usd: Decimal = Field(gt=0, le=1_000_000_000)
    since: AwareDatetime
    until: AwareDatetime
    by: Text = Field(max_length=200, description="Who permitted it.")
    why: Text = Field(max_length=1_000)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Increase":
        if self.until <= self.since:
            raise ValueError("`until` must be later than `since`")
        return self

    def holds_at(self, at: datetime) -> bool:
        """Whether it counts at a moment; not any more at `until` itself."""
        return self.since <= at < self.until


class StoredBudget(Budget):
    """A budget that an administrator set: hard unless it is said to be soft."""

    hard: bool = Field(default=True, description="False: it is only watched.")
    increases: Annotated[tuple[Increase, ...], Field(max_length=1_000)] = ()

    @override
    def extra_usd(self, at: datetime) -> Decimal:
        if not self.increases:  # as a rule
            return ZERO_USD
        return sum((one.amount_usd for one in self.increases if one.holds_at(at)), start=ZERO_USD)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLimit:
    """A budget or quota, and since when it counts what it counts now."""

    limit: StoredBudget | Quota
    counted_since: int
    """The version of all limits in which its scope, its time or its hardness last changed: what
    was counted before is not mixed with what is counted now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLimits:
    """All that are set, by kind and id, and the number of changes until then."""

    version: int = 0
    limits: tuple[StoredLimit, ...] = ()


def name_of(limit: StoredBudget | Quota) -> LimitName:
    """What it is, and its id."""
    kind = LimitKind.QUOTA if isinstance(limit, Quota) else LimitKind.BUDGET
    return LimitName(kind, limit.id)


def edited(
    before: StoredLimit | None, now: StoredBudget | Quota | None, *, version: int
) -> StoredLimit | None:
    """What is kept where `now` takes the place of `before`; None where nothing is.

    While only its limit is another one, counting goes on. A soft budget is not counted with each
    request, so that a hard one begins anew; so does one that was removed and comes back.
    """
    if now is None:
        return None
    is_counted = before is not None and _counted(before.limit) == _counted(now)
    return StoredLimit(
        limit=now, counted_since=before.counted_since if before and is_counted else version
    )


def _counted(limit: StoredBudget | Quota) -> tuple[object, ...]:
    if isinstance(limit, Quota):
        return limit.scope, limit.unit, limit.rolling
    carries = limit.carry_over_usd is not None
    return limit.scope, limit.calendar, limit.rolling, limit.is_hard, carries
