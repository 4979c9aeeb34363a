"""What did each key do in the last hour?

USD come from the ledger, so that all processes that share it are counted, within a second.
Requests are those of this process: where several replicas serve, each counts its own share.
"""

import logging
from collections import deque
from datetime import datetime, timedelta

from router.core.errors import LedgerUnavailable
from router.core.facts import LastHour
from router.ports.clock import Clock
from router.ports.spend_feed import SpendFeed

__all__ = ["LastHours"]

_log = logging.getLogger(__name__)
_MINUTES = 60
_MOST = 20_000
_NOTHING = LastHour(requests=0, cost_usd=0.0)


class LastHours:
    """Sums of sixty minutes for each key that was busy in them."""

    def __init__(self, *, feed: SpendFeed, clock: Clock) -> None:
        """Nothing is known until the first look."""
        self._feed = feed
        self._clock = clock
        self._keys: dict[str, _Hour] = {}
        self._seq: int | None = None
        self._swept = 0
        self._is_behind = False

    def of(self, key_id: str, *, at: datetime) -> LastHour:
        """The sums of the hour before a moment, by whole minutes."""
        hour = self._keys.get(key_id)
        return _NOTHING if hour is None else hour.until(_minute(at))

    def came(self, key_id: str, *, at_s: float) -> None:
        """A request came."""
        self._hour(key_id).add(int(at_s // 60), requests=1, cost_usd=0.0)

    async def look(self) -> None:
        """Take up what was booked; where the ledger cannot be read, the next look does."""
        now = self._clock.now()
        try:
            if self._seq is None:
                self._seq = await self._feed.before(now - timedelta(hours=1))
            await self._follow(self._seq, now)
            self._is_behind = False
        except LedgerUnavailable as error:
            if not self._is_behind:  # one line for one outage
                _log.error("The last hour's spend stands where it was. %s", error.message)
            self._is_behind = True
        self._sweep(_minute(now))

    async def _follow(self, seq: int, now: datetime) -> None:
        has_more = True
        while has_more:
            batch = await self._feed.since(seq, most=_MOST)
            for spend in batch.spends:
                # What is booked now was paid within the quarter that it is booked in, or before.
                minute = min(_minute(now), _minute(spend.at) + 14)
                self._hour(spend.caller.key_id).add(
                    minute, requests=0, cost_usd=float(spend.cost_usd)
                )
            seq = self._seq = batch.seq
            has_more = batch.has_more

    def _hour(self, key_id: str) -> "_Hour":
        hour = self._keys.get(key_id)
        if hour is None:
            hour = self._keys[key_id] = _Hour()
        return hour

    def _sweep(self, minute: int) -> None:
        if minute == self._swept:
            return
        self._swept = minute
        for key_id in [key for key, hour in self._keys.items() if hour.is_over(minute)]:
            del self._keys[key_id]


class _Hour:
    """Minutes in which something happened, oldest first, and their sums."""

    __slots__ = ("_cost_usd", "_minutes", "_requests", "_shown")

    def __init__(self) -> None:
        self._minutes: deque[tuple[int, int, float]] = deque()
        self._requests = 0
        self._cost_usd = 0.0
        self._shown: LastHour | None = None

    def add(self, minute: int, *, requests: int, cost_usd: float) -> None:
        self._requests += requests
        self._cost_usd += cost_usd
        self._shown = None
        if self._minutes and self._minutes[-1][0] >= minute:
            last, before, spent = self._minutes.pop()
            self._minutes.append((last, before + requests, spent + cost_usd))
        else:
            self._minutes.append((minute, requests, cost_usd))

    def until(self, minute: int) -> LastHour:
        self._drop(minute)
        if self._shown is None:
            self._shown = LastHour(requests=self._requests, cost_usd=max(self._cost_usd, 0.0))
        return self._shown

    def is_over(self, minute: int) -> bool:
        self._drop(minute)
        return not self._minutes

    def _drop(self, minute: int) -> None:
        minutes = self._minutes
        while minutes and minutes[0][0] <= minute - _MINUTES:
            _, requests, cost_usd = minutes.popleft()
            self._requests -= requests
            self._cost_usd -= cost_usd
            self._shown = None


def _minute(at: datetime) -> int:
    return int(at.timestamp() // 60)
