"""Under which name is the use of a budget or quota counted, and in which slices of time?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b

from router.core.budget import Budget
from router.core.hold import CarryOver, Claim, Opening, Unit
from router.core.moments import from_micros, to_micros
from router.core.money import NANOS_PER_USD
from router.core.period import Calendar, Period
from router.core.quota import Quota, QuotaPer
from router.core.stored_limit import StoredBudget, StoredLimit, name_of

__all__ = [
    "STORED",
    "Account",
    "Span",
    "policy_account",
    "stored_account",
    "whole_nanos",
]

STORED = "stored:"
"""Stands before the ids of budgets that administrators set, where a policy names them."""
_MOST = 10**18
"""What every store can count up to."""
_ALWAYS_US = 0
"""The one slice of requests under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A period of a calendar as stores keep it, and the one before."""

    period: Period
    start_us: int
    before: Period

    @classmethod
    def of(cls, calendar: Calendar, at: datetime) -> "Span":
        """The period that `at` falls into."""
        period = calendar.period(at)
        return cls(period=period, start_us=to_micros(period.start), before=calendar.before(period))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A budget or quota in force."""

    id: str
    """Such as `budget:search@5f0c1d2e`. What follows the `@` is another one where scope or time is:
    what was counted before is never mixed with what is counted now."""
    name: str
    """As rules name it: `company` of a policy, `stored:search` of an administrator."""
    limit: Budget | Quota
    unit: Unit = field(init=False)
    """What it counts."""
    _steady: int | None = field(init=False, repr=False, compare=False)
    """The limit of a budget that is never increased, in nano-USD: each request asks for it."""

    def __post_init__(self) -> None:
        """Find what every claim needs."""
        object.__setattr__(self, "unit", _unit(self.limit))
        object.__setattr__(self, "_steady", _steady(self.limit))

    @property
    def is_hard(self) -> bool:
        """Whether requests are refused rather than that it is exceeded."""
        return isinstance(self.limit, Quota) or self.limit.is_hard

    @property
    def is_seeded(self) -> bool:
        """Whether a new slice begins with what the ledger holds: not worth it for a minute."""
        if isinstance(self.limit, Quota):
            return self.limit.per not in (None, QuotaPer.MINUTE)
        return True

    def claim(self, amount: int, at: datetime, *, span: Span | None) -> Claim:
        """What a request wants of it; `span` is that of its calendar then, where it has one."""
        window = self.limit.rolling
        slice_us, since_us, carry = _ALWAYS_US, None, None
        if window is not None:
            at_us = to_micros(at)
            slice_us, since_us = window.slice_us(at_us), window.since_us(at_us)
        elif span is not None:
            slice_us, carry = span.start_us, self._carry(span)
        return Claim(
            account=self.id,
            unit=self.unit,
            amount=amount,
            limit=self._limit_at(at),
            slice_us=slice_us,
            since_us=since_us,
            carry=carry,
        )

    def probe(self, at: datetime) -> Claim:
        """A claim of nothing, to ask how the account stands."""
        calendar = self.limit.calendar if isinstance(self.limit, Budget) else None
        return self.claim(0, at, span=None if calendar is None else Span.of(calendar, at))

    def openings(self, at: datetime) -> Iterator[Opening]:
        """All slices that count at a moment, oldest first, that of a carry-over too."""
        if self.limit.rolling is not None:
            length = self.limit.rolling.slice_length_us
            for slice_us in self.limit.rolling.slices_us(to_micros(at)):
                yield self._opening(slice_us, slice_us + length)
        elif isinstance(self.limit, Budget) and self.limit.calendar is not None:
            span = Span.of(self.limit.calendar, at)
            if self.limit.carry_over_usd is not None:
                yield self._opening(to_micros(span.before.start), span.start_us)
            yield self._opening(span.start_us, to_micros(span.period.end))
        else:  # of requests under way the ledger knows nothing
            yield self._opening(_ALWAYS_US, _ALWAYS_US + 1)

    def resets_at(self, at: datetime) -> datetime | None:
        """When nothing counts any more of what is used until `at`; None for requests under way."""
        if self.limit.rolling is not None:
            return from_micros(self.limit.rolling.clear_us(to_micros(at)))
        return self.limit.period(at).end if isinstance(self.limit, Budget) else None

    def _limit_at(self, at: datetime) -> int:
        if isinstance(self.limit, Quota):
            return self.limit.limit
        if self._steady is not None:
            return self._steady
        return min(whole_nanos(self.limit.limit_usd + self.limit.extra_usd(at)), _MOST)

    def _carry(self, span: Span) -> CarryOver | None:
        if isinstance(self.limit, Quota) or self.limit.carry_over_usd is None:
            return None
        return CarryOver(
            slice_us=to_micros(span.before.start),
            limit=whole_nanos(self.limit.limit_usd),
            most=whole_nanos(self.limit.carry_over_usd),
        )

    def _opening(self, slice_us: int, until_us: int) -> Opening:
        return Opening(
            account=self.id,
            unit=self.unit,
            scope=self.limit.scope,
            slice_us=slice_us,
            until_us=until_us,
        )


def policy_account(budget: Budget) -> Account:
    """The account of a budget that a policy declares."""
    return Account(id=f"policy:{budget.id}@{_mark(budget)}", name=budget.id, limit=budget)


def stored_account(stored: StoredLimit) -> Account:
    """The account of what an administrator set."""
    limit = stored.limit
    mark = _mark(limit, counted_since=stored.counted_since)
    return Account(
        id=f"{name_of(limit).kind}:{limit.id}@{mark}", name=STORED + limit.id, limit=limit
    )


def whole_nanos(amount_usd: Decimal) -> int:
    """Nano-USD rounded down: a limit is never exceeded by a part of one."""
    return int(amount_usd * NANOS_PER_USD)


def _steady(limit: Budget | Quota) -> int | None:
    if isinstance(limit, Quota) or (isinstance(limit, StoredBudget) and limit.increases):
        return None
    return min(whole_nanos(limit.limit_usd), _MOST)


def _unit(limit: Budget | Quota) -> Unit:
    return limit.unit if isinstance(limit, Quota) else Unit.USD


def _mark(limit: Budget | Quota, *, counted_since: int = 0) -> str:
    """Tells apart what is counted differently."""
    time: tuple[object, ...] = (limit.rolling,)
    if isinstance(limit, Budget):
        time = (limit.rolling, limit.calendar, limit.carry_over_usd is not None)
    counted = repr((sorted(limit.scope.names), _unit(limit), time, counted_since))
    return blake2b(counted.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
