"""Tests of `router.api.exchange`, over real connections."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from starlette.requests import Request
from starlette.responses import Response

from router.api.answers import StreamedAnswer
from router.api.connection import Connection
from router.api.presence import unless_gone
from router.api.request_body import read_body
from router.core.errors import InvalidRequest
from router.services.relay import Relay
from tests.api.knocking import END, Knocking, post, serving, until
from tests.factories import journey

LIMIT = 200_000


async def echo(request: Request) -> Response:
    body = await read_body(request, limit=LIMIT)
    if body == b"refuse":
        raise InvalidRequest("no")
    if body == b"break":
        raise KeyError("a mistake of our own")
    return Response(body, headers={"x-agent": request.headers.get("user-agent", "none")})


async def test_an_answer_has_status_date_headers_and_body() -> None:
    async with serving(echo) as knocking:
        answer = await knocking.ask(post(b"hello", "User-Agent: test"))

    head, _, body = answer.partition(END)
    lines = head.decode().lower().split("\r\n")
    assert lines[0] == "http/1.1 200 ok"
    assert {"content-length: 5", "x-agent: test", "connection: close"} < set(lines)
    assert any(line.startswith("date: ") for line in lines)
    assert body == b"hello"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [(b"refuse", 400, "invalid_request"), (b"break", 500, "router_error")],
)
async def test_errors_and_our_own_mistakes_are_error_objects(
    body: bytes, status: int, code: str
) -> None:
    async with serving(echo) as knocking:
        head, _, said = (await knocking.ask(post(body))).partition(END)

    assert head.startswith(b"HTTP/1.1 %d" % status)
    assert json.loads(said)["error"]["code"] == code


async def test_a_body_in_many_parts_is_joined() -> None:
    body = bytes(range(256)) * 700
    async with serving(echo) as knocking:
        whole = post(body)
        answer = await knocking.ask(*(whole[at : at + 7_000] for at in range(0, len(whole), 7_000)))

    assert answer.endswith(END + body)


async def test_a_chunked_body_is_read() -> None:
    async with serving(echo) as knocking:
        head = post(b"", "transfer-encoding: chunked").replace(b"content-length: 0\r\n", b"")
        answer = await knocking.ask(
            head.replace(b"\r\ncontent-length: 0", b""), b"3\r\nabc\r\n0\r\n\r\n"
        )

    assert answer.endswith(END + b"abc")


async def test_a_body_declared_too_long_is_refused_before_it_is_sent() -> None:
    asking = post(b"", f"content-length: {LIMIT + 1}", "expect: 100-continue")
    async with serving(echo) as knocking:
        answer = await knocking.ask(asking)

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"100 Continue" not in answer


async def test_who_waits_for_a_word_before_the_body_gets_it() -> None:
    async with serving(echo) as knocking:
        reader, writer = await knocking.connect()
        asking = post(b"hello", "expect: 100-continue")
        writer.write(asking[:-5])
        assert await reader.readuntil(END) == b"HTTP/1.1 100 Continue" + END
        writer.write(b"hello")
        answer = await reader.read()
        writer.close()

    assert answer.endswith(END + b"hello")


async def test_one_connection_carries_many_requests_also_sent_at_once() -> None:
    async with serving(echo) as knocking:
        first, second = post(b"one", close=False), post(b"two", close=False)
        answer = await knocking.ask(first + second + post(b"last"))

    assert [answer.index(body) for body in (b"one", b"two", b"last")] == sorted(
        answer.index(body) for body in (b"one", b"two", b"last")
    )
    assert answer.count(b"200 OK") == 3


async def test_who_leaves_cancels_what_is_done_only_while_somebody_waits() -> None:
    started, stopped = asyncio.Event(), asyncio.Event()

    async def wait() -> Response:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        raise AssertionError("nobody waits")

    async def patient(request: Request) -> Response:
        return await unless_gone(request, wait())

    async with serving(patient) as knocking:
        _, writer = await knocking.connect()
        writer.write(post(b"x"))
        await started.wait()
        writer.transport.abort()
        await asyncio.wait_for(stopped.wait(), 10)


async def test_what_is_billed_whole_ends_though_the_caller_left() -> None:
    started, going_on, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def whole(request: Request) -> Response:
        started.set()
        await going_on.wait()
        ended.set()
        return Response(b"booked")

    async with serving(whole) as knocking:
        _, writer = await knocking.connect()
        writer.write(post(b"x"))
        await started.wait()
        writer.transport.abort()
        await until(lambda: not knocking.server.server_state.connections)
        going_on.set()
        await asyncio.wait_for(ended.wait(), 10)


async def test_what_runs_when_the_time_is_over_is_told_so() -> None:
    started = asyncio.Event()

    async def endless(request: Request) -> Response:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError("it is cancelled")

    async with serving(endless, drain_s=0) as knocking:
        asking = asyncio.create_task(knocking.ask(post(b"x", close=False)))
        await started.wait()
        knocking.server.should_exit = True
        head, _, said = (await asking).partition(END)

    assert head.startswith(b"HTTP/1.1 503")
    assert json.loads(said)["error"]["code"] == "shutting_down"


class Torrent:
    """In the place of a `Relay`: a provider that sends much more than anybody reads."""

    journey = journey()
    most = 2_000

    def __init__(self) -> None:
        self.sent = 0
        self.ended = asyncio.Event()

    async def __call__(self, send: Callable[[bytes], Awaitable[None]]) -> None:
        try:
            while self.sent < self.most:
                await send(b"x" * 65_536)
                self.sent += 1
        finally:
            self.ended.set()


async def test_a_caller_who_reads_nothing_holds_the_provider_back() -> None:
    torrent = Torrent()

    async def flood(request: Request) -> Response:
        return StreamedAnswer(cast(Relay, torrent))

    async with serving(flood) as knocking:
        _, writer = await knocking.connect()
        writer.write(post(b"x"))
        (connection,) = await connections(knocking)
        await until(lambda: connection.flow.write_paused)
        sent = torrent.sent
        for _ in range(100):
            await asyncio.sleep(0)
        assert torrent.sent <= sent + 1 < torrent.most
        writer.transport.abort()
        await asyncio.wait_for(torrent.ended.wait(), 10)


async def test_a_stream_is_chunked_and_its_connection_goes_on() -> None:
    torrent = Torrent()
    torrent.most = 1
    expected = b"10000\r\n" + b"x" * 65_536 + b"\r\n0\r\n\r\n"

    async def trickle(request: Request) -> Response:
        return StreamedAnswer(cast(Relay, torrent))

    async with serving(trickle) as knocking:
        asked = post(b"x", close=False)
        reader, writer = await knocking.connect()
        for _ in range(2):
            torrent.sent = 0
            writer.write(asked)
            head = await reader.readuntil(END)
            assert b"transfer-encoding: chunked" in head
            assert await reader.readexactly(len(expected)) == expected
        writer.close()


async def connections(knocking: Knocking) -> list[Connection]:
    await until(lambda: bool(knocking.server.server_state.tasks))
    return [one for one in knocking.server.server_state.connections if isinstance(one, Connection)]
