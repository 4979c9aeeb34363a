"""What must every feed of spend do?"""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from router.core.caller import Caller
from router.ports.spend_feed import Spend
from tests.contracts.conftest import Opened
from tests.factories import NOON, caller, decision_record, ledger_entry

NANO = Decimal("0.000000001")
ADA = caller(user="ada", tags=("a", "b"))
BOB = caller(user="bob")


class Booking:
    """Books entries one after the other."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.count = 0

    async def __call__(self, usd: str, *, who: Caller = ADA, at: datetime = NOON) -> None:
        self.count += 1
        entry = ledger_entry(
            id=f"led_{self.count}", decision_id=f"dec_{self.count}", cost_usd=usd, who=who, at=at
        )
        await self.opened.stores.ledger.append(entry, decision_record(id=entry.decision_id))


async def all_since(opened: Opened, seq: int, *, most: int) -> list[Spend]:
    found: list[Spend] = []
    has_more = True
    while has_more:
        batch = await opened.peer.spend.since(seq, most=most)
        found += batch.spends
        seq, has_more = batch.seq, batch.has_more
    return found


async def test_an_empty_ledger_has_no_spend(opened: Opened) -> None:
    batch = await opened.stores.spend.since(0, most=10)

    assert (batch.seq, list(batch.spends), batch.has_more) == (0, [], False)
    assert await opened.stores.spend.before(NOON) == 0


async def test_spend_names_its_caller_whole_and_is_exact(opened: Opened) -> None:
    book = Booking(opened)
    await book("0.123456789")

    (spend,) = await all_since(opened, 0, most=10)

    assert spend == Spend(
        at=NOON,
        caller=ADA,
        cost_usd=Decimal("0.123456789"),
        deployment="small",
        tier="economy",
    )


async def test_the_same_caller_in_the_same_quarter_is_summed_up(opened: Opened) -> None:
    book, quarter = Booking(opened), timedelta(minutes=15)
    await book("0.000000001", at=NOON)
    await book("2", at=NOON + quarter - timedelta(microseconds=1))
    await book("4", at=NOON + quarter)
    await book("8", who=BOB)

    found = await all_since(opened, 0, most=10)

    assert {(s.caller, s.at): s.cost_usd for s in found} == {
        (ADA, NOON): 2 + NANO,
        (ADA, NOON + quarter): Decimal(4),
        (BOB, NOON): Decimal(8),
    }


async def test_what_cost_nothing_is_no_spend(opened: Opened) -> None:
    book = Booking(opened)
    await book("0")

    batch = await opened.stores.spend.since(0, most=10)

    assert (list(batch.spends), batch.has_more) == ([], False)
    assert batch.seq == 1


@pytest.mark.parametrize("most", [1, 2, 3, 5, 100])
async def test_batches_are_bounded_and_together_hold_all(opened: Opened, most: int) -> None:
    book = Booking(opened)
    for number in range(5):
        await book(str(10**number))

    found = await all_since(opened, 0, most=most)

    assert sum(spend.cost_usd for spend in found) == 11_111
    assert len(found) == -(-5 // most)


async def test_a_batch_goes_on_where_the_last_one_ended(opened: Opened) -> None:
    book = Booking(opened)
    await book("1")
    first = await opened.peer.spend.since(0, most=10)
    await book("2")

    second = await opened.peer.spend.since(first.seq, most=10)
    third = await opened.peer.spend.since(second.seq, most=10)

    assert [spend.cost_usd for spend in second.spends] == [2]
    assert list(third.spends) == []


async def test_from_before_a_moment_on_nothing_of_it_or_later_is_missed(opened: Opened) -> None:
    book, hour = Booking(opened), timedelta(hours=1)
    await book("1", at=NOON - hour)
    await book("2", at=NOON)
    await book("4", at=NOON - hour)  # was under way for long, so it was booked late
    await book("8", at=NOON + hour)

    async def after(moment: datetime) -> Decimal | int:
        seq = await opened.stores.spend.before(moment)
        return sum(spend.cost_usd for spend in await all_since(opened, seq, most=10))

    assert await after(NOON - hour) == 15
    assert await after(NOON) == 14
    assert await after(NOON + timedelta(microseconds=1)) == 8
    assert await after(NOON + 2 * hour) == 0
