"""How is one request of a direct road answered: read, handled in one task, written at once?"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Scope
from typing_extensions import override
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT, FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from router.api.answers import StreamedAnswer
from router.api.asked import Asked, Asking
from router.api.errors import STOPPED, answer_to, answer_to_mistake
from router.api.refusing import declared_in, refusal_on, sender_of
from router.api.request_body import too_large
from router.core.admission import Rank
from router.core.errors import RouterError

__all__ = ["Exchange", "Road"]

T = TypeVar("T")
Road = Callable[[Request], Awaitable[Response]]
"""A handler. It gives a `Response` with a body, or a `StreamedAnswer`."""


class Exchange(Asking):
    """A request and its answer, in one task. uvicorn asks for its fields that are not private."""

    def __init__(
        self,
        road: Road,
        scope: Scope,
        *,
        transport: asyncio.Transport,
        flow: FlowControl,
        head: Callable[[], bytes],
        begun: Callable[["Exchange"], None],
        away: AbstractContextManager[None],
        ended: Callable[[], None],
    ) -> None:
        """`head` gives the lines of each answer's head, `begun` runs it, `ended` hears its end.

        `away` is entered while it streams, which is little work, or waits for its caller.
        """
        self.keep_alive = True
        self.response_started = False
        self.response_complete = False
        self.disconnected = False
        self.more_body = True
        self.expects_word = False
        """The caller sends its body once it is told to go on."""
        self._road = road
        self._asked = Asked(scope, self)
        self._transport = transport
        self._flow = flow
        self._head = head
        self._begun = begun
        self._away = away
        self._ended = ended
        self._parts: list[bytes] = []
        self._size = 0
        self._is_read = False
        self._arriving: asyncio.Future[None] | None = None
        self._leaving: asyncio.Task[object] | None = None
        self._streamed: StreamedAnswer | None = None

    @property
    def sender(self) -> int:
        """Who sends it; whoever authenticates it is told, since it is asked for in a crowd only."""
        scope = self._asked.scope
        if "tierwise.sender" not in scope:
            scope["tierwise.sender"] = sender_of(scope["headers"])
        return int(scope["tierwise.sender"])

    @property
    def declared(self) -> Rank:
        """What its caller says of it."""
        return declared_in(self._asked.scope["headers"])

    @property
    def is_gone(self) -> bool:
        """Whether nobody waits for an answer any more."""
        return self.disconnected

    def begin(self) -> None:
        """Its turn has come."""
        self._begun(self)

    def refuse(self) -> None:
        """Tell it to come again."""
        self._write(refusal_on(self._asked.scope["raw_path"]))

    async def run(self) -> None:
        """Answer. What a handler raises of its own mistakes is left to `failed`."""
        if self._flow.write_paused:  # answers to a caller who reads none would fill the memory
            with self._away:
                await self._flow.drain()
        try:
            answer = await self._road(self._asked)
            if isinstance(answer, StreamedAnswer):
                await self._stream(answer)
            else:
                self._write(answer)
        except RouterError as error:
            self._write(answer_to(error, self._asked))
        except ClientDisconnect:
            return
        except asyncio.CancelledError:
            if not self.disconnected:  # the time for what runs is over
                self._break_off()

    def failed(self, error: BaseException) -> None:
        """Tell of a mistake of our own."""
        mistake = answer_to_mistake(self._asked, error)
        if self.response_started:
            self._transport.close()
        else:
            self._write(mistake)

    def add(self, part: bytes) -> None:
        """A part of the body has come."""
        self._parts.append(part)
        self._size += len(part)
        if not self._is_read and self._size > HIGH_WATER_LIMIT:
            self._flow.pause_reading()
        self._wake()

    def finish_body(self) -> None:
        """All of the body has come."""
        self.more_body = False
        self._wake()

    def lose(self) -> None:
        """The caller has left. A whole answer is billed whole, and ends as if it were read."""
        self.disconnected = True
        if self._leaving is not None:
            self._leaving.cancel()
        self._wake()

    @override
    async def read(self, limit: int) -> bytes:
        self._is_read = True
        while self.more_body and self._size <= limit:
            if self.disconnected:
                raise ClientDisconnect
            if self.expects_word:
                self.expects_word = False
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._flow.resume_reading()
            self._arriving = asyncio.get_running_loop().create_future()
            with self._away:
                await self._arriving
        if self._size > limit:
            raise too_large(limit)
        parts, self._parts = self._parts, []
        return parts[0] if len(parts) == 1 else b"".join(parts)

    @override
    async def while_present(self, work: Awaitable[T]) -> T:
        self._leaving = asyncio.current_task()
        if self.disconnected and self._leaving is not None:
            self._leaving.cancel()
        try:
            return await work
        finally:
            self._leaving = None

    def _wake(self) -> None:
        if self._arriving is not None and not self._arriving.done():
            self._arriving.set_result(None)

    def _write(self, answer: Response) -> None:
        """Head and body in one, which is one call of the system."""
        if self.more_body and self.expects_word:
            self.keep_alive = False  # nobody knows whether the body comes all the same
        self._put(self._head_of(answer), bytes(answer.body))
        self._end()

    async def _stream(self, answer: StreamedAnswer) -> None:
        self._streamed = answer
        with self._away:
            await self.while_present(answer.relay(self._pass_on(answer)))
        self._put(b"0\r\n\r\n")
        self._end()

    def _pass_on(self, answer: StreamedAnswer) -> Callable[[bytes], Awaitable[None]]:
        async def pass_on(events: bytes) -> None:
            if not events:  # as a chunk it would end the answer
                return
            chunk = b"%x\r\n%b\r\n" % (len(events), events)
            if self.response_started:
                self._put(chunk)
            else:  # not before: what is cancelled till here has said nothing
                self._put(self._head_of(answer), chunk)
            if self._flow.write_paused and not self.disconnected:
                await self._flow.drain()

        return pass_on

    def _break_off(self) -> None:
        self.keep_alive = False
        if not self.response_started:
            self._write(answer_to(STOPPED, self._asked))
        elif self._streamed is not None and not self.response_complete:
            last = self._streamed.interrupted(STOPPED)
            self._put(b"%x\r\n%b\r\n0\r\n\r\n" % (len(last), last))
            self._end()

    def _head_of(self, answer: Response) -> bytes:
        lines = [STATUS_LINE[answer.status_code], self._head()]
        for name, value in answer.raw_headers:
            lines += (name, b": ", value, b"\r\n")
        if isinstance(answer, StreamedAnswer):
            lines.append(b"transfer-encoding: chunked\r\n")
        if not self.keep_alive:
            lines.append(b"connection: close\r\n")
        lines.append(b"\r\n")
        return b"".join(lines)

    def _put(self, *parts: bytes) -> None:
        self.response_started = True
        if not self.disconnected:
            self._transport.write(b"".join(parts))

    def _end(self) -> None:
        self.response_complete = True
        if not self.keep_alive:
            self._transport.close()
        self._ended()
