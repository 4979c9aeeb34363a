"""Tests of `router.services.last_hours`."""

from datetime import timedelta
from decimal import Decimal

import pytest

from router.core.errors import LedgerUnavailable
from router.ports.spend_feed import Spend, SpendBatch
from router.services.last_hours import LastHours
from tests.factories import caller
from tests.fakes import FixedClock


class Feed:
    """A ledger in which a test books."""

    def __init__(self) -> None:
        self.spends: list[Spend] = []
        self.is_away = False

    async def before(self, moment: object) -> int:
        return 0

    async def since(self, seq: int, *, most: int) -> SpendBatch:
        if self.is_away:
            raise LedgerUnavailable("The ledger is away.")
        taken = self.spends[seq : seq + 1]
        return SpendBatch(
            seq=seq + len(taken), spends=taken, has_more=seq + len(taken) < len(self.spends)
        )

    def book(self, clock: FixedClock, usd: str, *, minutes_ago: int = 0) -> None:
        at = clock.now() - timedelta(minutes=minutes_ago)
        quarter = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        self.spends.append(Spend(at=quarter, caller=caller(), cost_usd=Decimal(usd)))


def told(hours: LastHours, clock: FixedClock) -> tuple[int, float]:
    found = hours.of("key_1", at=clock.now())
    return found.requests, round(found.cost_usd, 9)


async def test_what_all_processes_booked_counts_for_an_hour() -> None:
    feed, clock = Feed(), FixedClock()
    hours = LastHours(feed=feed, clock=clock)
    feed.book(clock, "1.5", minutes_ago=50)
    feed.book(clock, "0.25")
    await hours.look()
    assert told(hours, clock) == (0, 1.75)

    clock.advance(40 * 60)
    assert told(hours, clock) == (0, 0.25)
    clock.advance(20 * 60)
    assert told(hours, clock) == (0, 0.0)


async def test_requests_of_this_process_count_by_minutes() -> None:
    feed, clock = Feed(), FixedClock()
    hours = LastHours(feed=feed, clock=clock)
    for _ in range(90):
        hours.came("key_1", at_s=clock.now().timestamp())
        clock.advance(60)

    assert told(hours, clock) == (59, 0.0)


async def test_keys_that_rest_leave_the_memory() -> None:
    feed, clock = Feed(), FixedClock()
    hours = LastHours(feed=feed, clock=clock)
    hours.came("key_1", at_s=clock.now().timestamp())
    clock.advance(2 * 3600)
    await hours.look()

    assert hours._keys == {}


async def test_while_the_ledger_is_away_the_sums_stand_and_one_line_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    feed, clock = Feed(), FixedClock()
    hours = LastHours(feed=feed, clock=clock)
    feed.book(clock, "1")
    await hours.look()
    feed.is_away = True
    await hours.look()
    await hours.look()

    assert told(hours, clock) == (0, 1.0)
    assert caplog.text.count("stands where it was") == 1
