"""Tests of `router.services.begun_stream`."""

import asyncio

import pytest

from router.core.errors import UpstreamFailed
from router.services.begun_stream import BegunStream
from tests.fakes import EVENT, USAGE, ScriptedStream


async def events_of(stream: BegunStream) -> list[bytes]:
    return [events async for events in stream]


async def test_it_has_the_same_events_and_the_same_usage() -> None:
    stream = ScriptedStream(events=(EVENT, b"data: 2\n\n"), reasoning="hm", service_tier="flex")

    begun = await BegunStream.of(stream)

    assert await events_of(begun) == [EVENT, b"data: 2\n\n"]
    assert (begun.usage, begun.usage_chunk, begun.limits) == (USAGE, stream.usage_chunk, None)
    assert (begun.received_text(), begun.received_reasoning()) == ("hello hello", "hm")
    assert begun.service_tier == "flex"


async def test_a_stream_without_events_has_begun_and_ended() -> None:
    assert await events_of(await BegunStream.of(ScriptedStream(events=()))) == []


async def test_comments_are_no_beginning_and_are_left_out_until_there_is_one() -> None:
    thinking = b": thinking\n\n"
    named = b"event: x\ndata: 1\n\n"
    begun = await BegunStream.of(ScriptedStream(events=(thinking, thinking, named, thinking)))

    assert await events_of(begun) == [named, thinking]


async def test_one_that_fails_after_comments_never_began() -> None:
    stream = ScriptedStream(events=(b": thinking\n\n",), error=UpstreamFailed("gone"))

    with pytest.raises(UpstreamFailed):
        await BegunStream.of(stream)


async def test_one_that_fails_before_its_first_event_never_began() -> None:
    stream = ScriptedStream(events=(), error=UpstreamFailed("gone"))

    with pytest.raises(UpstreamFailed):
        await BegunStream.of(stream)

    assert stream.closed == 1


async def test_one_that_nobody_waits_for_any_more_is_closed() -> None:
    stream = ScriptedStream(events=(), is_endless=True)
    beginning = asyncio.create_task(BegunStream.of(stream))
    await stream.waiting.wait()

    beginning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beginning

    assert stream.closed == 1


async def test_closing_it_closes_the_provider_s() -> None:
    stream = ScriptedStream()

    await (await BegunStream.of(stream)).aclose()

    assert stream.closed == 1
