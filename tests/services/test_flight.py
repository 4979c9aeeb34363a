"""Tests of `router.services.flight`."""

import asyncio
from decimal import Decimal
from traceback import walk_tb

import pytest

from router.core.errors import UpstreamBrokeOff
from router.core.kept_answer import KeptAnswer
from router.core.usage import Usage
from router.services.flight import Ending, Flight, FollowedStream
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


async def following(flight: Flight) -> FollowedStream:
    stream = await flight.follow()
    assert stream is not None
    return stream


async def read(stream: FollowedStream) -> list[bytes]:
    return [events async for events in stream]


async def test_who_follows_reads_what_came_before_at_once_and_ends_as_the_stream_does() -> None:
    flight = Flight(lambda: None)
    waiting = asyncio.create_task(flight.follow())
    await asyncio.sleep(0)
    flight.begin("dec_1", at=NOON)
    for block in (b"a", b"b"):
        flight.tell(block)
    early, late = await waiting, await following(flight)
    assert early is not None
    reading = [asyncio.create_task(read(one)) for one in (early, late)]
    await asyncio.sleep(0)
    flight.tell(b"c")
    flight.land(None, has_failed=True, ending=Ending(Decimal(1), b"{}", None))

    assert await asyncio.gather(*reading) == [[b"ab", b"c"]] * 2
    assert (late.usage, late.usage_chunk) == (Usage(), b"{}")
    assert late.received_text() == late.received_reasoning() == ""


async def test_there_is_nothing_to_follow_before_it_begins_once_it_breaks_off_and_after() -> None:
    whole, broken, over = (Flight(lambda: None) for _ in range(3))
    waiting = asyncio.create_task(whole.follow())
    await asyncio.sleep(0)
    whole.land(KEPT)
    broken.begin("dec_1", at=NOON)
    broken.close()
    over.begin("dec_1", at=NOON)
    over.land(KEPT)

    assert [await waiting, await broken.follow(), await over.follow()] == [None] * 3


async def test_a_long_stream_forgets_its_beginning_and_whoever_still_needs_it_hears_so() -> None:
    flight = Flight(lambda: None, most_bytes=10)
    flight.begin("dec_1", at=NOON)
    slow, quick = await following(flight), await following(flight)
    reading = aiter(quick)
    heard = []
    for _ in range(5):
        flight.tell(b"12345")
        heard.append(await anext(reading))

    assert heard == [b"12345"] * 5
    with pytest.raises(UpstreamBrokeOff, match="so slowly"):
        await read(slow)
    assert await flight.follow() is None


async def test_a_call_that_ends_without_an_end_is_an_error_to_those_who_follow() -> None:
    flight = Flight(lambda: None)
    flight.begin("dec_1", at=NOON)
    stream = await following(flight)
    flight.tell(b"half")
    flight.land(None)

    with pytest.raises(UpstreamBrokeOff, match="was ended"):
        await read(stream)


async def test_an_error_that_many_hear_holds_nothing_of_those_who_heard_it_before() -> None:
    depths = []
    for _ in range(3):
        flight = Flight(lambda: None)
        flight.begin("dec_1", at=NOON)
        stream = await following(flight)
        flight.land(None)
        with pytest.raises(UpstreamBrokeOff) as caught:
            await read(stream)
        depths.append(len(list(walk_tb(caught.value.__traceback__))))

    assert depths == [depths[0]] * 3


async def test_the_last_one_who_leaves_ends_what_nobody_reads() -> None:
    ended: list[str] = []
    flight = Flight(lambda: None)
    flight.begin("dec_1", at=NOON)
    one, other = await following(flight), await following(flight)
    flight.when_alone(lambda: ended.append("now"))

    await one.aclose()
    await one.aclose()
    assert (ended, flight.is_followed) == ([], True)
    await other.aclose()
    assert (ended, flight.is_followed) == (["now"], False)
    assert await flight.follow() is None
