"""How much of a budget is spent, counted up entry by entry, and how far is it then?"""

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from router.core.account import Account, Span
from router.core.budget import Budget, BudgetState, state_of
from router.core.moments import from_micros, to_micros
from router.core.money import ZERO_USD
from router.core.period import Calendar
from router.core.rolling import Rolling
from router.core.spend_profile import ExpectedSpend, SpendProfile

__all__ = ["BudgetCount", "PeriodCount", "WindowCount", "count_of"]


class BudgetCount(Protocol):
    """What was spent of one budget."""

    account: Account
    """May be replaced by one that counts the same up to another limit."""

    @property
    def since(self) -> datetime:
        """Earlier spend does not matter any more."""
        ...

    def add(self, at: datetime, usd: Decimal) -> None:
        """Count what was spent then."""
        ...

    def go_over_to(self, now: datetime) -> None:
        """Forget what does not matter any more."""
        ...

    def expect(self, profile: SpendProfile | None, *, at: datetime) -> None:
        """Measure the pace of the period of `at` by a profile from now on, or by the clock."""
        ...

    def state(self, at: datetime) -> BudgetState:
        """How far the budget is."""
        ...


class PeriodCount:
    """Of a budget with periods.

    Early entries of the next period are kept too: processes that share a ledger need not agree on
    the second.
    """

    def __init__(self, account: Account, calendar: Calendar, *, now: datetime) -> None:
        self.account = account
        self._calendar = calendar
        self._span = Span.of(calendar, now)
        self._spent_usd: dict[datetime, Decimal] = {}
        self._profile: SpendProfile | None = None
        self._expected: ExpectedSpend | None = None

    @property
    def since(self) -> datetime:
        """The beginning of this period; of the one before, where something is carried over."""
        carries = _budget(self.account).carry_over_usd is not None
        return self._span.before.start if carries else self._span.period.start

    def add(self, at: datetime, usd: Decimal) -> None:
        """Count what was spent then."""
        if at >= self.since:
            start = self._span_of(at).period.start
            self._spent_usd[start] = self._spent_usd.get(start, ZERO_USD) + usd

    def go_over_to(self, now: datetime) -> None:
        """Forget the periods before that of `now`."""
        self._span = self._span_of(now)
        since = self.since
        self._spent_usd = {at: usd for at, usd in self._spent_usd.items() if at >= since}

    def expect(self, profile: SpendProfile | None, *, at: datetime) -> None:
        """Measure the pace of the period of `at` by a profile from now on, or by the clock."""
        known = self._expected
        if profile is None:
            self._expected = None
        elif known is None or profile is not self._profile or at not in known.period:
            period = self._span_of(at).period
            self._expected = profile.over(period, timezone=self._calendar.timezone)
        self._profile = profile

    def state(self, at: datetime) -> BudgetState:
        """How far the budget is in the period of `at`."""
        span, known = self._span_of(at), self._expected
        return state_of(
            _budget(self.account),
            self._spent_usd.get(span.period.start, ZERO_USD),
            at=at,
            period=span.period,
            name=self.account.name,
            carried_usd=self._carried_usd(span),
            expected=known.share(at) if known is not None and at in known.period else None,
        )

    def _carried_usd(self, span: Span) -> Decimal:
        budget = _budget(self.account)
        if budget.carry_over_usd is None:
            return ZERO_USD
        left = budget.limit_usd - self._spent_usd.get(span.before.start, ZERO_USD)
        return min(max(left, ZERO_USD), budget.carry_over_usd)

    def _span_of(self, at: datetime) -> Span:
        return self._span if at in self._span.period else Span.of(self._calendar, at)


class WindowCount:
    """Of a budget with a rolling window.

    Spend comes summed up by quarters of an hour, so what leaves the window may do so a quarter too
    early. `state` tells the sum as of the last `go_over_to`.
    """

    def __init__(self, account: Account, window: Rolling, *, now: datetime) -> None:
        self.account = account
        self._window = window
        self._since_us = window.since_us(to_micros(now))
        self._spent_usd: dict[int, Decimal] = {}
        self._total_usd = ZERO_USD

    @property
    def since(self) -> datetime:
        """The beginning of the oldest slice that counts."""
        return from_micros(self._since_us)

    def add(self, at: datetime, usd: Decimal) -> None:
        """Count what was spent then."""
        slice_us = self._window.slice_us(to_micros(at))
        self._spent_usd[slice_us] = self._spent_usd.get(slice_us, ZERO_USD) + usd

    def go_over_to(self, now: datetime) -> None:
        """Forget the slices that left the window, and sum up the others."""
        self._since_us = self._window.since_us(to_micros(now))
        self._spent_usd = {at: usd for at, usd in self._spent_usd.items() if at >= self._since_us}
        self._total_usd = sum(self._spent_usd.values(), start=ZERO_USD)

    def expect(self, profile: SpendProfile | None, *, at: datetime) -> None:
        """A window is always gone as a whole: nothing is expected of its hours."""

    def state(self, at: datetime) -> BudgetState:
        """How far the budget is."""
        return state_of(_budget(self.account), self._total_usd, at=at, name=self.account.name)


def count_of(account: Account, *, now: datetime) -> BudgetCount:
    """A count of nothing yet for the account of a budget."""
    budget = _budget(account)
    if isinstance(budget.time, Calendar):
        return PeriodCount(account, budget.time, now=now)
    return WindowCount(account, budget.time, now=now)


def _budget(account: Account) -> Budget:
    if not isinstance(account.limit, Budget):
        raise LookupError(f"{account.id} is no budget")
    return account.limit
