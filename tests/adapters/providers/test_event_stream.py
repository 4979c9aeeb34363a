import json
from collections.abc import Sequence

import pytest
from typing_extensions import override

from router.adapters.providers.event_stream import EventStream, Source
from router.core.errors import UpstreamFailed, UpstreamGarbled
from router.core.usage import Usage
from tests.adapters.providers.asking import all_of, upstream

TEXT = b'data: {"id":"c","choices":[{"delta":{"content":"hi"}}],"usage":null}\n\n'
FINISH = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'
DONE = b"data: [DONE]\n\n"
COUNTED = '"usage": {"prompt_tokens": 3, "completion_tokens": 2}'
SAID = Usage(input_tokens=3, output_tokens=2)


class Bytes(Source):
    """A source that brings what it was given."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = list(pieces)
        self.is_closed = False
        self.is_finished = False

    @override
    async def read(self) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""

    @override
    async def finish(self) -> None:
        self.is_finished = True

    @override
    async def aclose(self) -> None:
        self.is_closed = True


def stream_of(*pieces: bytes) -> EventStream:
    return EventStream(Bytes(pieces), upstream=upstream())


async def test_passes_events_on_untouched() -> None:
    sent = TEXT + b": ping\n\n" + b"event: x\ndata: {\ndata: }\n\n" + FINISH
    assert await all_of(stream_of(sent, DONE)) == sent


async def test_withholds_the_usage_chunk_and_keeps_it() -> None:
    chunk = f'{{"id":"c","choices":[],{COUNTED},"odd":1}}'
    stream = stream_of(TEXT + FINISH, f"data: {chunk}\n\n".encode() + DONE)
    assert await all_of(stream) == TEXT + FINISH
    assert stream.usage == SAID
    assert stream.usage_chunk is not None
    kept = json.loads(stream.usage_chunk)
    assert kept == {"id": "c", "choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}


async def test_usage_beside_choices_is_taken_out_and_kept() -> None:
    last = f'{{"id":"c","choices":[{{"delta":{{}},"finish_reason":"stop"}}],"x":1.0,{COUNTED}}}'
    stream = stream_of(TEXT, f"data: {last}\n\n".encode(), DONE)
    *_, passed = (await all_of(stream)).strip().split(b"\n\n")
    assert json.loads(passed[6:]) == {**json.loads(last), "usage": None}
    assert b'"x":1.0' in passed
    assert stream.usage == SAID
    assert stream.usage_chunk is not None
    assert json.loads(stream.usage_chunk)["choices"] == []


async def test_usage_in_groqs_own_field_is_read() -> None:
    chunk = f'data: {{"choices":[{{"finish_reason":"stop"}}],"x_groq":{{{COUNTED}}}}}\n\n'.encode()
    stream = stream_of(chunk, DONE)
    assert await all_of(stream) == chunk
    assert stream.usage == SAID
    assert stream.usage_chunk is not None
    assert json.loads(stream.usage_chunk)["usage"]["prompt_tokens"] == 3


async def test_the_last_word_on_usage_counts() -> None:
    first = b'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}\n\n'
    second = f'data: {{"choices":[],{COUNTED}}}\n\n'.encode()
    stream = stream_of(first, second, FINISH, DONE)
    await all_of(stream)
    assert stream.usage == SAID


@pytest.mark.parametrize("counts", ['"prompt_tokens":-4', '"prompt_tokens":"many"', '"x":1'])
async def test_usage_that_cannot_be_is_withheld_and_not_believed(counts: str) -> None:
    stream = stream_of(TEXT + FINISH, f'data: {{"choices":[],"usage":{{{counts}}}}}\n\n'.encode())
    await all_of(stream)
    assert stream.usage is None
    assert stream.usage_chunk is None


async def test_text_that_talks_of_usage_is_only_text() -> None:
    spoken = r'data: {"choices":[{"delta":{"content":"\"usage\": {\"prompt_tokens\": 9} [DONE]"}}]}'
    sent = spoken.encode() + b"\n\n"
    stream = stream_of(sent, FINISH, DONE)
    assert await all_of(stream) == sent + FINISH
    assert stream.usage is None
    assert "[DONE]" in stream.received_text()


async def test_nothing_after_done_is_read_and_the_connection_is_kept() -> None:
    source = Bytes([TEXT, DONE + TEXT, b"data: more\n\n"])
    stream = EventStream(source, upstream=upstream())
    assert await all_of(stream) == TEXT
    assert source.is_finished
    assert not source.is_closed


async def test_a_finished_stream_needs_no_done() -> None:
    assert await all_of(stream_of(TEXT, FINISH)) == TEXT + FINISH


async def test_the_last_event_needs_no_boundary() -> None:
    assert await all_of(stream_of(TEXT + FINISH.rstrip())) == TEXT + FINISH
    assert await all_of(stream_of(TEXT, b"data: [DONE]")) == TEXT


@pytest.mark.parametrize(
    "pieces", [[], [TEXT], [TEXT, FINISH[:-30]], [TEXT, FINISH[:-5]], [b"\n\n"], [b": ping\n\n"]]
)
async def test_an_unfinished_stream_broke_off(pieces: list[bytes]) -> None:
    source = Bytes(pieces)
    with pytest.raises(UpstreamFailed, match="broke off"):
        await all_of(EventStream(source, upstream=upstream()))
    assert source.is_closed


@pytest.mark.parametrize(
    "event",
    [
        b'data: {"error":{"message":"overloaded"}}\n\n',
        b'data: {"choices":[],"error":"overloaded"}\n\n',
        b'event: error\ndata: {"message":"overloaded"}\n\n',
    ],
)
async def test_an_error_in_mid_stream_ends_it(event: bytes) -> None:
    for pieces in ((TEXT, event, DONE), (TEXT + event + DONE,)):
        stream = stream_of(*pieces)
        assert await anext(stream) == TEXT
        with pytest.raises(UpstreamFailed, match="overloaded"):
            await anext(stream)
        assert stream.received_text() == "hi"


@pytest.mark.parametrize(
    "garbage",
    [b'data: {{"usage": {\n\n', b"data: nonsense\n\n", b"data: <html>\r\n\r\n", b"data: {\n\n"],
)
async def test_garbage_is_garbled(garbage: bytes) -> None:
    stream = stream_of(TEXT, garbage, DONE)
    assert await anext(stream) == TEXT
    with pytest.raises(UpstreamGarbled) as raised:
        await anext(stream)
    assert raised.value.received


async def test_fields_of_the_event_other_than_data_are_passed_on() -> None:
    sent = b"id: 1\nevent: completion\n" + TEXT + FINISH.replace(b"\n", b"\r\n")
    assert await all_of(stream_of(sent, DONE)) == sent


async def test_an_event_without_end_is_garbled() -> None:
    with pytest.raises(UpstreamGarbled, match="without end"):
        await all_of(stream_of(*[b"x" * 1_000_000] * 9))


async def test_a_closed_stream_yields_nothing_more() -> None:
    source = Bytes([TEXT, TEXT])
    async with EventStream(source, upstream=upstream()) as stream:
        assert await anext(stream) == TEXT
    assert source.is_closed
    assert [block async for block in stream] == []
    assert stream.received_text() == "hi"


async def test_a_whole_stream_in_one_piece_is_the_same_as_event_by_event() -> None:
    usage = f'data: {{"choices":[],{COUNTED}}}\n\n'.encode()
    events = [TEXT, TEXT, FINISH, usage, DONE]
    at_once, one_by_one = stream_of(b"".join(events)), stream_of(*events)
    assert await all_of(at_once) == await all_of(one_by_one) == TEXT + TEXT + FINISH
    assert at_once.usage == one_by_one.usage == SAID
    assert at_once.received_text() == one_by_one.received_text() == "hihi"


async def test_an_error_event_between_usual_ones_is_found() -> None:
    stream = stream_of(TEXT + b'event: error\ndata: {"message":"overloaded"}\n\n' + TEXT)
    assert await anext(stream) == TEXT
    with pytest.raises(UpstreamFailed, match="overloaded"):
        await anext(stream)
