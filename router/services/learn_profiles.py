"""On which weekdays and hours is each budget usually spent? Learned from the ledger."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from router.core.account import Account
from router.core.budget import Budget
from router.core.errors import LedgerUnavailable
from router.core.scope_index import ScopeIndex
from router.core.spend_profile import HISTORY, SpendProfile, hour_number, learn_profile
from router.ports.clock import Clock
from router.ports.spend_feed import Spend, SpendFeed

__all__ = ["LearnProfiles"]

_log = logging.getLogger(__name__)
_MOST = 20_000


class LearnProfiles:
    """Reads the last weeks once and then follows; no request waits for it.

    Until the first look is done, and where a budget has fewer than two weeks, nothing is usual.
    """

    def __init__(
        self,
        *,
        feed: SpendFeed,
        budgets: Callable[[], Sequence[Account]],
        clock: Clock,
        every_s: float = 3_600.0,
    ) -> None:
        """`budgets` gives all that are in force."""
        self._feed = feed
        self._budgets = budgets
        self._clock = clock
        self._every_s = every_s
        self._hours = _Hours(())
        self._profiles: Mapping[str, SpendProfile] = {}

    def of(self, account_id: str) -> SpendProfile | None:
        """The profile of a budget, by the id of its account; None where too little is known."""
        return self._profiles.get(account_id)

    async def run(self) -> None:
        """Learn now, and once an hour, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(self._every_s)

    async def look(self) -> None:
        """As `refresh`; where the ledger cannot be read, the profiles stand as they were."""
        try:
            await self.refresh()
        except LedgerUnavailable as error:  # the next round tries again
            _log.error("Profiles of spend stay as they were. %s", error.message)

    async def refresh(self) -> None:
        """Read what was booked since the last look, and learn; all anew where budgets changed."""
        budgets = [one for one in self._budgets() if _timezone(one) is not None]
        now, hours = self._clock.now(), self._hours
        if hours.accounts != [one.id for one in budgets]:
            hours = _Hours(budgets)
            hours.seq = await self._feed.before(now - HISTORY)
        has_more = bool(budgets)
        while has_more:
            batch = await self._feed.since(hours.seq, most=_MOST)
            if batch.spends:
                await asyncio.to_thread(hours.add, batch.spends)
            hours.seq, has_more = batch.seq, batch.has_more
        self._profiles = await asyncio.to_thread(hours.learn, now)
        self._hours = hours


class _Hours:
    """What was spent of each budget in each hour, on the clocks of its own zone."""

    def __init__(self, budgets: Sequence[Account]) -> None:
        self.accounts = [one.id for one in budgets]
        self.seq = 0
        self._zones = {one.id: _timezone(one) or "UTC" for one in budgets}
        self._spent: dict[str, dict[int, float]] = {one.id: {} for one in budgets}
        self._by_spend = ScopeIndex((one.limit.scope, one.id) for one in budgets)

    def add(self, spends: Sequence[Spend]) -> None:
        for spend in spends:
            for account in self._by_spend.covering(
                spend.caller, deployment=spend.deployment, tier=spend.tier
            ):
                hour, spent = hour_number(spend.at, timezone=self._zones[account]), self._spent
                usd = float(spend.cost_usd)
                spent[account][hour] = spent[account].get(hour, 0.0) + usd

    def learn(self, now: datetime) -> Mapping[str, SpendProfile]:
        """The profiles as of now; what is older than they reach is forgotten."""
        found = {}
        for account, spent in self._spent.items():
            zone = self._zones[account]
            since = hour_number(now - HISTORY, timezone=zone)
            for hour in [one for one in spent if one < since]:
                del spent[hour]
            profile = learn_profile(spent, hour=hour_number(now, timezone=zone))
            if profile is not None:
                found[account] = profile
        return found


def _timezone(account: Account) -> str | None:
    """The zone of its periods; None where it has none."""
    limit = account.limit
    calendar = limit.calendar if isinstance(limit, Budget) else None
    return None if calendar is None else calendar.timezone
