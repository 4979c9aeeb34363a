"""Tests of `router.services.flight`."""

import asyncio
from decimal import Decimal

from router.core.kept_answer import KeptAnswer
from router.services.flight import Flight
from tests.factories import NOON

KEPT = KeptAnswer(decision_id="dec_1", cost_usd=Decimal(1), at=NOON, body=b"{}")


async def test_all_who_wait_get_the_answer_and_so_does_who_comes_late() -> None:
    left: list[str] = []
    flight = Flight(lambda: left.append("gone"))
    waiting = [asyncio.create_task(flight.landed()) for _ in range(3)]
    await asyncio.sleep(0)

    flight.land(KEPT)
    flight.land(None, has_failed=True)

    assert await asyncio.gather(*waiting, flight.landed()) == [KEPT] * 4
    assert (left, flight.has_failed) == (["gone"], False)


async def test_one_that_failed_says_so() -> None:
    flight = Flight(lambda: None)
    flight.land(None, has_failed=True)

    assert await flight.landed() is None
    assert flight.has_failed
