"""Tests of `router.api.connection`, over real connections."""

import asyncio
from math import inf

import pytest
from starlette.requests import Request
from starlette.responses import Response

from router.api.connection import Connection
from router.api.request_body import read_body
from tests.api.knocking import END, Knocking, post, serving, until


async def echo(request: Request) -> Response:
    return Response(await read_body(request, limit=1_000_000))


async def only_connection(knocking: Knocking) -> Connection:
    await until(lambda: bool(knocking.server.server_state.connections))
    (connection,) = knocking.server.server_state.connections
    assert isinstance(connection, Connection)
    return connection


async def shut_out_after(sent: bytes, seconds: float) -> bytes:
    """What a caller reads who sends so much, and then nothing for so long."""
    async with serving(echo) as knocking:
        reader, writer = await knocking.connect()
        writer.write(sent)
        connection = await only_connection(knocking)
        await asyncio.sleep(0.05)  # until the bytes have come: nothing else tells of them
        connection.shut_if_overdue(connection.loop.time() + seconds)
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return answer


async def test_every_other_way_goes_by_asgi() -> None:
    get = b"GET /asgi HTTP/1.1\r\nhost: here\r\nconnection: close" + END
    async with serving(echo) as knocking:
        answers = await asyncio.gather(
            knocking.ask(get),
            knocking.ask(get.replace(b"/asgi", b"/fast")),
            knocking.ask(post(b"x", path="/asgi")),
        )

    assert answers[0].endswith(b'"by ASGI"')
    assert answers[1].startswith(b"HTTP/1.1 404")
    assert answers[2].startswith(b"HTTP/1.1 405")


async def test_what_stands_behind_the_question_mark_keeps_no_request_off_the_direct_way() -> None:
    async def told(request: Request) -> Response:
        path = request.scope["raw_path"].decode()
        return Response(f"{path} {request.url.path} {dict(request.query_params)}")

    async with serving(told) as knocking:
        answer = await knocking.ask(post(b"x", path="/fast?beta=true&a=%20b"))
        other = await knocking.ask(post(b"x", path="/faster?beta=true"))

    assert answer.endswith(b"/fast /fast {'beta': 'true', 'a': ' b'}")
    assert other.startswith(b"HTTP/1.1 404")


async def test_direct_and_other_ways_take_turns_on_one_connection() -> None:
    get = b"GET /asgi HTTP/1.1\r\nhost: here" + END
    async with serving(echo) as knocking:
        answer = await knocking.ask(post(b"one", close=False) + get + post(b"last"))

    assert answer.index(b"one") < answer.index(b"by ASGI") < answer.index(b"last")


@pytest.mark.parametrize("sent", [b"POST /fast HT", post(b"", "content-length: 9", close=False)])
async def test_who_stalls_in_the_head_or_the_body_is_told_and_shut_out(sent: bytes) -> None:
    assert (await shut_out_after(sent, 31)).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(("sent", "seconds"), [(b"POST /fast HT", 9), (post(close=False), 74)])
async def test_nobody_is_shut_out_before_the_time(sent: bytes, seconds: float) -> None:
    assert b"408" not in await shut_out_after(sent, seconds)


async def test_who_asks_nothing_is_closed_without_a_word() -> None:
    assert await shut_out_after(b"", 11) == b""


async def test_who_waits_for_an_answer_is_never_overdue() -> None:
    going_on = asyncio.Event()

    async def slow(request: Request) -> Response:
        await going_on.wait()
        return Response(b"at last")

    async with serving(slow) as knocking:
        asking = asyncio.create_task(knocking.ask(post(b"x")))
        connection = await only_connection(knocking)
        await until(lambda: bool(knocking.server.server_state.tasks))
        connection.shut_if_overdue(inf)
        going_on.set()

        assert (await asking).endswith(b"at last")


@pytest.mark.parametrize(("size", "answer"), [(1, b"HTTP/1.1 408"), (9_000, b"")])
async def test_a_body_must_come_faster_than_drop_by_drop(size: int, answer: bytes) -> None:
    async with serving(echo) as knocking:
        reader, writer = await knocking.connect()
        writer.write(post(b"", "content-length: 99999", close=False))
        connection = await only_connection(knocking)
        await until(lambda: bool(knocking.server.server_state.tasks))
        connection._due_s -= 25  # as if so long had passed since the head
        exchange = connection._exchange
        writer.write(b"x" * size)
        await until(lambda: exchange is not None and exchange._size == size)
        connection.shut_if_overdue(connection.loop.time() + 6)
        writer.write_eof()

        assert (await asyncio.wait_for(reader.read(), 10))[:12] == answer
        writer.close()


async def test_who_sends_a_body_slowly_takes_nobodys_place() -> None:
    async with serving(echo) as knocking:
        slow = [await knocking.connect() for _ in range(200)]
        for _, writer in slow:
            writer.write(post(b"", "content-length: 9", close=False))
        await until(lambda: len(knocking.server.server_state.tasks) > 0)
        async with asyncio.timeout(5):
            assert (await knocking.ask(post(b"quick"))).endswith(b"quick")
        for _, writer in slow:
            writer.transport.abort()


@pytest.mark.parametrize("close", [False, True])
async def test_who_reads_nothing_is_cut_off(*, close: bool) -> None:
    async def much(request: Request) -> Response:
        return Response(b"x" * 20_000_000)

    async with serving(much) as knocking:
        _, writer = await knocking.connect()
        writer.write(post(b"", close=close))
        connection = await only_connection(knocking)
        await until(lambda: connection.transport.get_write_buffer_size() > 0)
        await asyncio.sleep(0.1)  # until the system's own buffers are full
        connection.shut_if_overdue(connection.loop.time())
        connection.shut_if_overdue(connection.loop.time() + 59)
        assert knocking.server.server_state.connections
        connection.shut_if_overdue(connection.loop.time() + 61)
        await until(lambda: not knocking.server.server_state.connections)
        writer.close()


async def test_a_head_beyond_64_kb_is_refused_before_it_ends() -> None:
    async with serving(echo) as knocking:
        reader, writer = await knocking.connect()
        writer.write(b"POST /fast HTTP/1.1\r\nx-long: ")
        connection = await only_connection(knocking)
        await until(lambda: connection._is_in_head)
        writer.write(b"y" * 65_600)
        answer = await reader.readuntil(END)
        writer.close()

    assert answer.startswith(b"HTTP/1.1 431")


async def test_a_head_of_64_kb_is_taken() -> None:
    lines = [f"x-{number}: {'y' * 10_000}" for number in range(6)]
    async with serving(echo) as knocking:
        assert (await knocking.ask(post(b"x", *lines))).endswith(END + b"x")


async def test_a_head_that_is_too_long_is_refused_though_it_came_at_once() -> None:
    lines = [f"x-{number}: {'y' * 10_000}" for number in range(7)]
    async with serving(echo) as knocking:
        assert (await knocking.ask(post(b"", *lines))).startswith(b"HTTP/1.1 431")


async def test_draining_answers_what_is_on_its_way_and_then_closes() -> None:
    async with serving(echo) as knocking:
        reader, writer = await knocking.connect()
        connection = await only_connection(knocking)
        connection.shutdown()
        writer.write(post(b"still", close=False))
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()

    assert b"connection: close" in answer
    assert answer.endswith(b"still")


async def test_draining_closes_idle_connections_after_a_moment() -> None:
    async with serving(echo) as knocking:
        reader, writer = await knocking.connect()
        connection = await only_connection(knocking)
        connection.shutdown()
        connection.shut_if_overdue(connection.loop.time() + 2)

        assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()
