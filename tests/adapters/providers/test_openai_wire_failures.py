"""What happens on the wire when provider, network or caller fail."""

import asyncio

import pytest

from router.adapters.providers.connections import Connections
from router.adapters.providers.openai_wire import OpenAIWire
from router.core.errors import (
    RouterError,
    UpstreamFailed,
    UpstreamGarbled,
    UpstreamMisconfigured,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
    UpstreamUnreachable,
)
from router.core.patience import Patience
from tests.adapters.providers.asking import all_of, call, endpoint
from tests.upstream import Reply, Upstream, until


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, UpstreamMisconfigured),
        (400, UpstreamRejected),
        (401, UpstreamMisconfigured),
        (402, UpstreamMisconfigured),
        (403, UpstreamMisconfigured),
        (404, UpstreamMisconfigured),
        (408, UpstreamTimedOut),
        (422, UpstreamRejected),
        (429, UpstreamRateLimited),
        (500, UpstreamFailed),
        (503, UpstreamFailed),
    ],
)
@pytest.mark.parametrize("way", ["complete", "stream", "embed"])
async def test_every_refusal_has_its_error(
    wire: OpenAIWire, upstream: Upstream, status: int, error: type[RouterError], way: str
) -> None:
    upstream.reply = Reply(status=status)
    with pytest.raises(error, match="'small'") as raised:
        await getattr(wire, way)(call())
    assert type(raised.value) is error
    await until(lambda: upstream.open_connections <= 1)


async def test_passes_on_when_to_come_back(wire: OpenAIWire, upstream: Upstream) -> None:
    headers = {"retry-after": "3", "retry-after-ms": "2500", "x-ratelimit-reset-tokens": "6m0s"}
    upstream.reply = Reply(status=429, headers=headers)
    with pytest.raises(UpstreamRateLimited, match="upstream says 429") as raised:
        await wire.complete(call())
    assert headers.items() <= raised.value.headers.items()


async def test_passes_on_the_providers_own_words(wire: OpenAIWire, upstream: Upstream) -> None:
    body = b'{"error":{"message":"context too long","code":"context_length_exceeded"}}'
    upstream.reply = Reply(status=400, body=body)
    with pytest.raises(UpstreamRejected, match="context too long") as raised:
        await wire.complete(call())
    assert raised.value.upstream_status == 400
    assert raised.value.upstream_body == body


async def test_says_which_variable_to_check(wire: OpenAIWire, upstream: Upstream) -> None:
    upstream.reply = Reply(status=401)
    with pytest.raises(UpstreamMisconfigured, match="OPENAI_API_KEY"):
        await wire.complete(call())


async def test_asks_nobody_without_a_key(upstream: Upstream, connections: Connections) -> None:
    wire = OpenAIWire(endpoint(upstream.base_url, key=""), connections)
    with pytest.raises(UpstreamMisconfigured, match="Set the environment variable OPENAI_API_KEY"):
        await wire.complete(call())
    assert upstream.requests == []


@pytest.mark.parametrize(
    "body", [b"<html>hello</html>", b'["no","object"]', b'"text"', b"", b'{"choices":[{', b"{}"]
)
async def test_garbage_is_garbled_and_kept(
    wire: OpenAIWire, upstream: Upstream, body: bytes
) -> None:
    upstream.reply = Reply(body=body)
    with pytest.raises(UpstreamGarbled) as raised:
        await wire.complete(call())
    assert raised.value.received == body


async def test_an_error_with_status_200_is_an_error(wire: OpenAIWire, upstream: Upstream) -> None:
    upstream.reply = Reply(body=b'{"error":{"message":"no capacity","code":502}}')
    for way in (wire.complete, wire.stream):
        with pytest.raises(UpstreamFailed, match="no capacity"):
            await way(call())


async def test_html_in_place_of_a_stream_is_garbled(wire: OpenAIWire, upstream: Upstream) -> None:
    upstream.reply = Reply(body=b"<html>login</html>", content_type="text/html")
    with pytest.raises(UpstreamGarbled, match="text/html"):
        await wire.stream(call())


async def test_silence_before_the_answer_times_out(wire: OpenAIWire, upstream: Upstream) -> None:
    upstream.reply = Reply(silent_after=0)
    for way in (wire.complete, wire.stream):
        with pytest.raises(UpstreamTimedOut, match=r"0\.05 s before.* raise first_token_s"):
            await way(call(patience=Patience(first_byte_s=0.05)))
    await until(lambda: upstream.open_connections == 0)


async def test_silence_in_mid_stream_times_out(wire: OpenAIWire, upstream: Upstream) -> None:
    upstream.reply = Reply(silent_after=3)
    stream = await wire.stream(call(patience=Patience(between_s=0.05)))
    with pytest.raises(UpstreamTimedOut, match=r"0\.05 s in the middle.* raise between_tokens_s"):
        await all_of(aiter(stream))
    assert stream.received_text().startswith("The sea")
    await until(lambda: upstream.open_connections == 0)


async def test_nobody_there_is_unreachable(connections: Connections) -> None:
    async with Upstream() as gone:
        address = gone.base_url
    with pytest.raises(UpstreamUnreachable, match=r"cannot be reached at http://127"):
        await OpenAIWire(endpoint(address), connections).complete(call())


async def test_tls_with_nobody_who_speaks_it_is_unreachable(
    upstream: Upstream, connections: Connections
) -> None:
    address = upstream.base_url.replace("http:", "https:")
    with pytest.raises(UpstreamUnreachable):
        await OpenAIWire(endpoint(address), connections).complete(call())


@pytest.mark.parametrize("address", ["", "http://", "nonsense", "http://[::1"])
async def test_a_malformed_address_is_misconfigured(connections: Connections, address: str) -> None:
    with pytest.raises(UpstreamMisconfigured, match="address"):
        await OpenAIWire(endpoint(address), connections).complete(call())


@pytest.mark.parametrize("dies_after", [0, 1, 4])
async def test_an_upstream_that_dies_in_mid_stream_broke_off(
    wire: OpenAIWire, upstream: Upstream, dies_after: int
) -> None:
    upstream.reply = Reply(dies_after=dies_after)
    stream = await wire.stream(call())
    with pytest.raises(UpstreamFailed, match="broke off"):
        await all_of(aiter(stream))
    assert stream.usage is None
    await until(lambda: upstream.open_connections == 0)


async def test_an_upstream_that_dies_in_a_whole_answer_broke_off(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    upstream.reply = Reply(dies_after=0)
    with pytest.raises(UpstreamFailed, match="broke off"):
        await wire.complete(call())


async def test_asks_again_where_a_kept_connection_was_just_closed(
    connections: Connections,
) -> None:
    asked: list[bytes] = []

    async def answer_once_and_hang_up(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        for number in range(2):  # the second request on a connection gets no answer
            asked.append(await reader.readuntil(b'"Hello"}]}'))
            if number == 0:
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                writer.write(b'content-length: 14\r\n\r\n{"choices":[]}')
        writer.close()

    async with await asyncio.start_server(answer_once_and_hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        wire = OpenAIWire(endpoint(f"http://127.0.0.1:{port}"), connections)
        first, second = await wire.complete(call()), await wire.complete(call())
        await connections.close()
    assert first.body == second.body
    assert len(asked) == 3


async def test_does_not_ask_for_ever_where_every_connection_is_closed(
    connections: Connections,
) -> None:
    asked: list[bytes] = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b'"Hello"}]}'))
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        wire = OpenAIWire(endpoint(f"http://127.0.0.1:{port}"), connections)
        with pytest.raises(UpstreamFailed, match="broke off"):
            await wire.complete(call())
    assert len(asked) == 2


async def test_closing_a_stream_early_tells_the_upstream(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    upstream.reply = Reply(silent_after=3)
    tasks = len(asyncio.all_tasks())
    stream = await wire.stream(call())
    assert await anext(aiter(stream))
    assert upstream.open_connections == 1
    await stream.aclose()
    await until(lambda: upstream.open_connections == 0 and upstream.disconnects == 1)
    assert [block async for block in stream] == []
    await until(lambda: len(asyncio.all_tasks()) <= tasks)


async def test_cancelling_the_reader_closes_the_connection(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    upstream.reply = Reply(silent_after=3)
    stream = await wire.stream(call())
    reader = asyncio.create_task(all_of(aiter(stream)))
    await until(lambda: "sea" in stream.received_text())
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    await until(lambda: upstream.open_connections == 0 and upstream.disconnects == 1)


@pytest.mark.parametrize("way", ["complete", "stream"])
async def test_cancelling_before_the_answer_closes_the_connection(
    wire: OpenAIWire, upstream: Upstream, way: str
) -> None:
    upstream.reply = Reply(silent_after=0)
    asking = asyncio.create_task(getattr(wire, way)(call()))
    await until(lambda: len(upstream.requests) == 1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await until(lambda: upstream.open_connections == 0 and upstream.disconnects == 1)


async def test_many_streams_at_once_leave_nothing_open(
    wire: OpenAIWire, upstream: Upstream, connections: Connections
) -> None:
    upstream.reply = Reply(split_every=11)
    streams = await asyncio.gather(*(wire.stream(call()) for _ in range(50)))
    answers = await asyncio.gather(*(all_of(aiter(stream)) for stream in streams))
    assert len(set(answers)) == 1
    await connections.close()
    await until(lambda: upstream.open_connections == 0)


async def test_an_upstream_that_stays_after_done_is_left(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    upstream.reply = Reply(silent_after=99)  # it has fewer writes: it only never hangs up
    stream = await wire.stream(call())
    await all_of(aiter(stream))
    assert stream.usage is not None
    await until(lambda: upstream.open_connections == 0)


async def test_an_endless_error_is_not_read_to_its_end(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    upstream.reply = Reply(status=500, body=b"x" * 2_000_000)
    with pytest.raises(UpstreamFailed) as raised:
        await wire.complete(call())
    assert len(raised.value.message) < 1_000
    await until(lambda: upstream.open_connections == 0)


async def test_an_error_that_breaks_off_is_still_that_error(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    upstream.reply = Reply(status=429, body=b"slow", dies_after=0)
    with pytest.raises(UpstreamRateLimited):
        await wire.complete(call())
