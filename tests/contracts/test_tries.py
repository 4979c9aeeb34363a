"""What must every store do where one decision takes several calls of providers?"""

from dataclasses import replace

import pytest

from router.core.hold import Hold
from router.core.ledger import Outcome
from tests.contracts.conftest import Opened
from tests.contracts.holding import Desk, claim, entry_of, hold


@pytest.fixture
def desk(opened: Opened) -> Desk:
    return Desk(opened.stores)


def again(before: Hold, *, amount: int) -> Hold:
    """Another call for the same decision."""
    wanted = hold(claim(amount=amount))
    return replace(wanted, entry=replace(wanted.entry, decision_id=before.entry.decision_id))


async def test_each_try_has_an_entry_and_together_they_are_what_is_spent(desk: Desk) -> None:
    first = await desk.take(claim(amount=8))
    await desk.book(entry_of(first, nanos=1, outcome=Outcome.FAILED))
    second = again(first, amount=9)
    assert (await desk.ask(second)).is_held
    await desk.settle(second, nanos=5)

    booked = await desk.stores.ledger.entries(first.entry.decision_id)

    assert {(one.id, one.outcome) for one in booked} == {
        (first.id, Outcome.FAILED),
        (second.id, Outcome.COMPLETED),
    }
    assert await desk.sums() == (6, 0)
    assert list(await desk.open_ids()) == []


async def test_two_calls_at_once_are_both_held_and_each_is_settled_by_itself(desk: Desk) -> None:
    first = await desk.take(claim(amount=4))
    second = again(first, amount=6)
    assert (await desk.ask(second)).is_held
    assert await desk.sums() == (0, 10)

    await desk.settle(second, nanos=3)
    assert await desk.sums() == (3, 4)

    await desk.book(entry_of(first, nanos=2, outcome=Outcome.CANCELLED))
    assert await desk.sums() == (5, 0)


async def test_a_second_try_that_does_not_fit_leaves_the_first_as_it_is(desk: Desk) -> None:
    first = await desk.take(claim(amount=8))

    assert not (await desk.ask(again(first, amount=3))).is_held

    assert await desk.sums() == (0, 8)
    assert list(await desk.open_ids()) == [first.id]
