"""Whatever a provider sends, each lie ends in its error, soon, and with the connection closed."""

import asyncio
import zlib
from collections.abc import AsyncIterator

import pytest

from router.adapters.providers.connections import Connections
from router.adapters.providers.openai_wire import OpenAIWire
from router.core.errors import (
    RouterError,
    UpstreamBrokeOff,
    UpstreamFailed,
    UpstreamGarbled,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
)
from router.core.patience import Patience
from router.core.usage import Usage
from tests.adapters.providers.asking import all_of, call, endpoint
from tests.lying_upstream import (
    DONE_EVENT,
    EVENTS,
    JSON_ANSWER,
    LAST_EVENTS,
    TEXT_EVENT,
    USAGE_EVENT,
    Lie,
    LyingUpstream,
    chunked,
    event,
    framed,
)
from tests.upstream import until

SHORT = Patience(connect_s=5, first_byte_s=0.1, between_s=0.1)
SAID = Usage(input_tokens=3, output_tokens=2)
BOMB = zlib.compress(b"0" * 80_000_000)
DEEP = b'{"choices":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


@pytest.fixture
async def liar() -> AsyncIterator[LyingUpstream]:
    async with LyingUpstream() as running:
        yield running


@pytest.fixture
def lied_to(liar: LyingUpstream, connections: Connections) -> OpenAIWire:
    return OpenAIWire(endpoint(liar.base_url), connections)


@pytest.mark.parametrize(
    ("lie", "error"),
    [
        (Lie(), UpstreamTimedOut),
        (Lie(writes=(HEAD,)), UpstreamTimedOut),
        (Lie(writes=(framed(b"", length=9),)), UpstreamTimedOut),
        (Lie(writes=(framed(b"{", length=9),)), UpstreamTimedOut),
        (Lie(then="closes"), UpstreamBrokeOff),
        (Lie(then="half-closes"), UpstreamBrokeOff),
        (Lie(then="resets"), UpstreamBrokeOff),
        (Lie(writes=(HEAD,), then="closes"), UpstreamBrokeOff),
        (Lie(writes=(framed(JSON_ANSWER, length=9_999),), then="closes"), UpstreamBrokeOff),
        (Lie(writes=(framed(JSON_ANSWER, length=9_999),), then="resets"), UpstreamBrokeOff),
        (Lie(writes=chunked(JSON_ANSWER, kind="application/json", ends=False), then="closes"),
         UpstreamBrokeOff),
        (Lie(writes=(b"SSH-2.0-OpenSSH_9.6\r\n",)), UpstreamGarbled),
        (Lie(writes=(HEAD + b"content-length: -1\r\n\r\n",)), UpstreamGarbled),
        (Lie(writes=(HEAD + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",)),
         UpstreamGarbled),
        (Lie(writes=(HEAD + b"transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n",)),
         UpstreamGarbled),
        (Lie(writes=(HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n",)), UpstreamGarbled),
        (Lie(writes=(HEAD + b"content-encoding: br\r\ncontent-length: 2\r\n\r\n{}",)),
         UpstreamGarbled),
        (Lie(writes=(HEAD,), repeats=b"x-padding: " + b"p" * 900 + b"\r\n"), UpstreamGarbled),
        (Lie(writes=(b"HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",)),
         UpstreamGarbled),
        (Lie(writes=(framed(BOMB, headers={"content-encoding": "deflate"}),)), UpstreamGarbled),
        (Lie(writes=(framed(b"\x1f\x8bnope", headers={"content-encoding": "gzip"}),)),
         UpstreamGarbled),
        (Lie(writes=(framed(b"{'single': 1}"),)), UpstreamGarbled),
        (Lie(writes=(framed(b"<html>", kind="text/html"),)), UpstreamGarbled),
        (Lie(writes=(framed(b"[]"),)), UpstreamGarbled),
        (Lie(writes=(framed(b""),)), UpstreamGarbled),
        (Lie(writes=(framed(DEEP),)), UpstreamGarbled),
        (Lie(writes=(b"HTTP/1.1 204 No Content\r\n\r\n",)), UpstreamFailed),
        (Lie(writes=(framed(b"{}", status="503 Busy"),)), UpstreamFailed),
        (Lie(writes=(framed(b"", status="429 Slow", length=5),), then="resets"),
         UpstreamRateLimited),
    ],
)  # fmt: skip
async def test_each_lie_ends_in_its_error_and_the_connection_too(
    lied_to: OpenAIWire, liar: LyingUpstream, lie: Lie, error: type[RouterError]
) -> None:
    liar.lie = lie
    async with asyncio.timeout(5):
        with pytest.raises(error) as raised:
            await lied_to.complete(call(patience=SHORT))
    assert type(raised.value) is error
    if error is UpstreamBrokeOff or error is UpstreamTimedOut:
        await until(lambda: liar.open_connections == 0)


@pytest.mark.parametrize(
    ("lie", "error"),
    [
        (Lie(writes=chunked(TEXT_EVENT, ends=False)), UpstreamTimedOut),
        (Lie(writes=chunked(TEXT_EVENT, ends=False), then="closes"), UpstreamBrokeOff),
        (Lie(writes=chunked(TEXT_EVENT, ends=False), then="half-closes"), UpstreamBrokeOff),
        (Lie(writes=chunked(TEXT_EVENT, ends=False), then="resets"), UpstreamBrokeOff),
        (Lie(writes=chunked(TEXT_EVENT), then="keeps"), UpstreamBrokeOff),
        (Lie(writes=chunked(TEXT_EVENT, b"data: nope\n\n")), UpstreamGarbled),
        (Lie(writes=chunked(event(DEEP.decode()[:-1] + ',"usage":{}}'))), UpstreamGarbled),
        (Lie(writes=(*chunked(TEXT_EVENT, ends=False), b"zz\r\n")), UpstreamGarbled),
        (Lie(writes=chunked(ends=False), repeats=b"8000\r\n" + b"x" * 0x8000 + b"\r\n"),
         UpstreamGarbled),
        (Lie(writes=(framed(b'{"data":[]}'),)), UpstreamGarbled),
        (Lie(writes=(framed(b'{"choices":[1]}'),)), UpstreamGarbled),
    ],
)  # fmt: skip
async def test_each_lie_in_a_stream_ends_in_its_error_and_the_connection_too(
    lied_to: OpenAIWire, liar: LyingUpstream, lie: Lie, error: type[RouterError]
) -> None:
    liar.lie = lie
    async with asyncio.timeout(5):
        with pytest.raises(error) as raised:
            await all_of(aiter(await lied_to.stream(call(patience=SHORT))))
    assert type(raised.value) is error


async def test_an_endless_stream_ends_with_the_patience(
    lied_to: OpenAIWire, liar: LyingUpstream
) -> None:
    chunk = chunked(TEXT_EVENT)[1]
    liar.lie = Lie(writes=chunked(ends=False), repeats=chunk)
    patience = Patience(first_byte_s=5, between_s=5, total_s=0.2)
    with pytest.raises(UpstreamTimedOut, match=r"0\.2 s.* raise total_s"):
        await all_of(aiter(await lied_to.stream(call(patience=patience))))
    await until(lambda: liar.open_connections == 0)


async def test_chunk_extensions_without_end_are_silence(
    lied_to: OpenAIWire, liar: LyingUpstream
) -> None:
    liar.lie = Lie(writes=(*chunked(TEXT_EVENT, ends=False), b"5;"), repeats=b"x" * 1000)
    with pytest.raises(UpstreamTimedOut, match="in the middle"):
        await all_of(aiter(await lied_to.stream(call(patience=SHORT))))


async def test_of_two_usages_the_last_counts(lied_to: OpenAIWire, liar: LyingUpstream) -> None:
    first = event('{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":9}}')
    said = (TEXT_EVENT, first, LAST_EVENTS, USAGE_EVENT, DONE_EVENT)
    liar.lie = Lie(writes=chunked(*said), then="keeps")
    stream = await lied_to.stream(call())
    assert await all_of(aiter(stream)) == TEXT_EVENT + LAST_EVENTS
    assert stream.usage == SAID


@pytest.mark.parametrize("told", ["", ',"usage":{"prompt_tokens":-1}',
                                  ',"usage":{"prompt_tokens":2000000000,"completion_tokens":1}',
                                  ',"usage":{"prompt_tokens":"many"}'])  # fmt: skip
async def test_usage_that_is_missing_or_absurd_is_not_believed(
    lied_to: OpenAIWire, liar: LyingUpstream, told: str
) -> None:
    liar.script.append(
        Lie(writes=(framed(f'{{"id":"a","choices":[]{told}}}'.encode()),), then="keeps")
    )
    last = event(f'{{"choices":[]{told}}}')
    liar.script.append(Lie(writes=chunked(TEXT_EVENT, LAST_EVENTS, last, DONE_EVENT), then="keeps"))
    answer = await lied_to.complete(call())
    stream = await lied_to.stream(call())
    await all_of(aiter(stream))
    assert answer.usage is None
    assert answer.response_id == "a"
    assert stream.usage is None
    assert stream.received_text() == "hi"


async def test_an_answer_within_an_answer_is_nobodys(
    lied_to: OpenAIWire, liar: LyingUpstream
) -> None:
    """Else the next caller would get what was smuggled in for them."""
    smuggled = framed(JSON_ANSWER.replace(b'"hi"', b'"smuggled"'))
    liar.script.append(Lie(writes=(framed(JSON_ANSWER) + smuggled,)))
    liar.lie = Lie(writes=(framed(JSON_ANSWER),), then="keeps")
    for _ in range(3):
        assert (await lied_to.complete(call())).body == JSON_ANSWER
    assert liar.requests == 3


async def test_an_answer_sent_while_nobody_asks_is_nobodys(
    lied_to: OpenAIWire, liar: LyingUpstream, connections: Connections
) -> None:
    late = framed(JSON_ANSWER.replace(b'"hi"', b'"late"'))
    liar.script.append(Lie(writes=(framed(JSON_ANSWER), late), pause_s=0.02))
    await lied_to.complete(call())
    await until(lambda: liar.open_connections == 0)
    liar.lie = Lie(writes=(framed(JSON_ANSWER),), then="keeps")
    assert (await lied_to.complete(call())).body == JSON_ANSWER


async def test_a_refusal_before_the_request_was_sent_whole_is_heard(
    lied_to: OpenAIWire, liar: LyingUpstream
) -> None:
    liar.lie = Lie(writes=(framed(b'{"error":"too large"}', status="413 Large"),), reads_body=False)
    text = "x" * 20_000_000
    async with asyncio.timeout(10):
        with pytest.raises(UpstreamRejected, match="too large"):
            await lied_to.complete(call(messages=[{"role": "user", "content": text}]))
    await until(lambda: liar.open_connections == 0)


async def test_an_answer_that_ends_with_its_connection_is_whole(
    lied_to: OpenAIWire, liar: LyingUpstream
) -> None:
    liar.lie = Lie(writes=(HEAD + b"\r\n", JSON_ANSWER), then="closes")
    assert (await lied_to.complete(call())).usage == SAID


async def test_what_is_packed_unasked_is_unpacked(lied_to: OpenAIWire, liar: LyingUpstream) -> None:
    packed = framed(zlib.compress(JSON_ANSWER), headers={"content-encoding": "deflate"})
    liar.lie = Lie(writes=(b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + packed,), then="keeps")
    assert (await lied_to.complete(call())).body == JSON_ANSWER


async def test_an_answer_byte_by_byte_is_the_same(lied_to: OpenAIWire, liar: LyingUpstream) -> None:
    whole = framed(JSON_ANSWER)
    liar.lie = Lie(writes=tuple(whole[n : n + 1] for n in range(len(whole))), then="keeps")
    assert (await lied_to.complete(call())).body == JSON_ANSWER


async def test_little_that_is_left_of_the_rate_is_told(
    lied_to: OpenAIWire, liar: LyingUpstream
) -> None:
    headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m30s"}
    liar.script.append(Lie(writes=(framed(JSON_ANSWER, headers=headers),), then="keeps"))
    limits = (await lied_to.complete(call())).limits
    assert limits is not None
    assert limits.is_used_up
    assert limits.resets_in_s == 90
    sse = framed(LAST_EVENTS + DONE_EVENT, kind=EVENTS, headers=headers)
    liar.script.append(Lie(writes=(sse,)))
    assert (await lied_to.stream(call())).limits == limits


async def test_many_calls_take_turns_on_kept_connections(
    lied_to: OpenAIWire, liar: LyingUpstream
) -> None:
    """A connection carries the next call before the one before it has been woken."""
    liar.lie = Lie(writes=(framed(JSON_ANSWER),), then="keeps")

    async def ask_often() -> int:
        return sum([(await lied_to.complete(call())).usage == SAID for _ in range(20)])

    async with asyncio.timeout(10):
        assert sum(await asyncio.gather(*(ask_often() for _ in range(16)))) == 320
    assert liar.requests == 320
    assert liar.open_connections <= 16
