"""Streams of providers, cut anywhere and spoilt: each ends well or in an error that we know."""

import asyncio
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import pytest
from typing_extensions import override

from router.adapters.providers.event_stream import EventStream, Source
from router.core.dialects.chunks import chunks_of
from router.core.dialects.completions.answer import CompletionStream
from router.core.dialects.messages.stream import MessageStream
from router.core.dialects.reading import Json
from router.core.errors import RouterError, UpstreamGarbled
from router.core.usage import Usage
from tests.adapters.providers.asking import all_of, upstream
from tests.core.dialects.answers import read_events
from tests.fuzzing.spoiling import spoilt
from tests.lying_upstream import DONE_EVENT, LAST_EVENTS, TEXT_EVENT, USAGE_EVENT, event

_TOOL_EVENT = event(
    '{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":'
    '{"name":"f","arguments":"{}"}}]}}]}'
)
_EVENTS = (TEXT_EVENT, b": a comment\n\n", _TOOL_EVENT, TEXT_EVENT, LAST_EVENTS, USAGE_EVENT)
_WHOLE = b"".join((*_EVENTS, DONE_EVENT))
_PASSED = b"".join(_EVENTS[:-1])
_CHUNK: dict[str, object] = {
    "id": "a",
    "choices": [
        {
            "index": 0,
            "delta": {
                "content": "hi",
                "reasoning_content": "so",
                "tool_calls": [{"index": 0, "function": {"name": "f", "arguments": "{}"}}],
            },
            "finish_reason": None,
        }
    ],
    "usage": {"prompt_tokens": 3, "completion_tokens": 2, "prompt_tokens_details": {}},
}


class Cut(Source):
    """A stream in given pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]

    @override
    async def read(self) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""

    @override
    async def finish(self) -> None:
        self._pieces.clear()

    @override
    async def aclose(self) -> None:
        self._pieces.clear()


def streamed(*pieces: bytes) -> EventStream:
    return EventStream(Cut(pieces), upstream=upstream())


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"], ids=["lf", "crlf"])
async def test_wherever_a_stream_is_cut_it_says_the_same(ending: bytes) -> None:
    whole = _WHOLE.replace(b"\n", ending)
    for at in range(len(whole) + 1):
        stream = streamed(whole[:at], whole[at:])
        assert await all_of(aiter(stream)) == _PASSED.replace(b"\n", ending)
        assert stream.usage == Usage(input_tokens=3, output_tokens=2)
        assert stream.received_text() == "hif{}hi"


async def test_wherever_a_stream_ends_too_early_it_is_told_or_finished() -> None:
    finished_at = _WHOLE.index(LAST_EVENTS) + len(LAST_EVENTS)
    for at in range(_WHOLE.index(LAST_EVENTS)):
        with pytest.raises(RouterError):
            await all_of(aiter(streamed(_WHOLE[:at])))
    assert await all_of(aiter(streamed(_WHOLE[:finished_at]))) == _PASSED


async def test_what_is_no_utf_8_in_a_stream_is_an_error_that_we_know() -> None:
    spoilt_usage = USAGE_EVENT.replace(b'"choices"', b'"\xed\xa0":1,"choices"')
    with pytest.raises(UpstreamGarbled):
        await all_of(aiter(streamed(TEXT_EVENT, spoilt_usage, LAST_EVENTS, DONE_EVENT)))
    stream = streamed(TEXT_EVENT.replace(b"hi", b"\xff"), TEXT_EVENT, LAST_EVENTS, DONE_EVENT)
    await all_of(aiter(stream))
    assert stream.received_text() == "hi"


@pytest.mark.parametrize("seed", range(10))
async def test_a_spoilt_stream_ends_well_or_in_an_error_that_we_know(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - the same cases each time
    for _ in range(200):
        pieces = [b"data: %b\n\n" % spoilt(draw, _CHUNK) for _ in range(3)]
        stream = streamed(TEXT_EVENT, *pieces, LAST_EVENTS, DONE_EVENT)
        try:
            await all_of(aiter(stream))
        except RouterError as error:
            assert error.code.startswith("upstream")
        assert isinstance(stream.received_text(), str)
        assert isinstance(stream.received_reasoning(), str)
        assert stream.usage is None or stream.usage.output_tokens >= 0
        await asyncio.sleep(0)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("dialect", ["messages", "completions"])
def test_a_spoilt_chunk_is_told_in_whole_events(dialect: str, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - the same cases each time
    for _ in range(100):
        block = b"".join(b"data: %b\n\n" % spoilt(draw, _CHUNK) for _ in range(3))
        events = _translation(dialect)
        written = b"".join(map(events, (*chunks_of(block), None)))
        assert written.endswith(b"\n\n")
        if dialect == "messages":
            assert read_events(written)[-1]["type"] in ("message_stop", "error")


def _translation(dialect: str) -> Callable[[Json | None], bytes]:
    if dialect == "messages":
        return MessageStream(message_id="msg_1", input_tokens=7, with_thinking=True).events
    return CompletionStream(name="cmpl_1", at=datetime(2030, 1, 1, tzinfo=UTC)).events
