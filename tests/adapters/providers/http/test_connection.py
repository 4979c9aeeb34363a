import asyncio

import pytest
from typing_extensions import override

from router.adapters.providers.http.connection import Connection
from router.adapters.providers.http.deadlines import Deadlines
from router.adapters.providers.http.failures import HungUp, TookTooLong
from router.core.patience import Patience

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n"
WHOLE = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"


class Line(asyncio.Transport):
    """A transport that remembers what was done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.is_aborted = False
        self.is_paused = False
        self.unsent = 0

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    @override
    def abort(self) -> None:
        self.is_aborted = True

    @override
    def get_write_buffer_size(self) -> int:
        return self.unsent

    @override
    def pause_reading(self) -> None:
        self.is_paused = True

    @override
    def resume_reading(self) -> None:
        self.is_paused = False


class Opened:
    """A connection, its line, and how often it became free."""

    def __init__(self) -> None:
        self.line, self.freed = Line(), 0
        self.connection = Connection(deadlines=Deadlines(), when_free=self._free)
        self.connection.connection_made(self.line)

    def _free(self, _: Connection) -> None:
        self.freed += 1

    async def ask(self, request: bytes = b"?", *, whole: bool = True) -> "asyncio.Task[object]":
        asking = asyncio.create_task(
            self.connection.ask(request, patience=Patience(), wants_whole=whole)
        )
        await asyncio.sleep(0)
        return asking


async def test_becomes_free_once_and_may_be_kept_after_a_whole_answer() -> None:
    opened = Opened()
    asking = await opened.ask()
    opened.connection.data_received(WHOLE)
    await asking
    assert opened.freed == 1
    assert opened.connection.may_be_kept
    opened.connection.connection_lost(None)
    assert opened.freed == 1
    assert not opened.connection.may_be_kept


async def test_is_not_kept_while_some_of_the_request_is_still_to_be_sent() -> None:
    opened = Opened()
    asking = await opened.ask()
    opened.line.unsent = 1
    opened.connection.data_received(WHOLE)
    await asking
    assert opened.line.is_aborted


async def test_what_comes_before_anything_was_asked_closes_it() -> None:
    opened = Opened()
    opened.connection.data_received(WHOLE)
    assert opened.line.is_aborted


async def test_a_line_that_is_gone_before_the_request_is_told_and_nothing_is_sent() -> None:
    opened = Opened()
    opened.connection.connection_lost(None)
    incoming = await opened.connection.ask(b"?", patience=Patience(), wants_whole=True)
    assert isinstance(incoming.failure, HungUp)
    assert not incoming.has_begun


async def test_a_slow_reader_stops_the_line_and_not_the_clock_of_the_provider() -> None:
    opened = Opened()
    asking = await opened.ask(whole=False)
    opened.connection.data_received(HEAD + b"x" * 300_000)
    await asking
    assert opened.line.is_paused
    assert opened.connection.deadline_s == float("inf")
    opened.connection.incoming.take()
    opened.connection.news()
    assert not opened.line.is_paused
    assert opened.connection.deadline_s < float("inf")
    opened.connection.abort()


async def test_a_large_request_goes_as_fast_as_it_is_taken() -> None:
    opened = Opened()
    opened.connection.pause_writing()
    asking = await opened.ask(b"x" * 700_000)
    assert len(opened.line.written) == 1
    opened.connection.resume_writing()
    await asyncio.sleep(0)
    assert b"".join(opened.line.written) == b"x" * 700_000
    opened.connection.data_received(WHOLE)
    await asking
    assert opened.connection.may_be_kept


async def test_cancelling_closes_it() -> None:
    opened = Opened()
    asking = await opened.ask()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert opened.line.is_aborted
    assert opened.freed == 1


async def test_an_answer_that_nobody_reads_on_has_little_time_to_end() -> None:
    opened = Opened()
    asking = await opened.ask(whole=False)
    opened.connection.data_received(HEAD)
    await asking
    opened.connection.leave(within_s=0.5)
    assert opened.connection.deadline_s <= asyncio.get_running_loop().time() + 0.5
    opened.connection.expire()
    assert opened.line.is_aborted
    assert isinstance(opened.connection.incoming.failure, TookTooLong)
