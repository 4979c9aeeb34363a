"""How is one request after another carried over one connection?"""

import asyncio
from asyncio import Protocol as SocketEvents  # what a loop tells of a socket; no typing.Protocol
from collections.abc import Callable
from typing import cast

from typing_extensions import override

from router.adapters.providers.http.deadlines import Deadlines
from router.adapters.providers.http.failures import NotHttp, Stage, TookTooLong, WeHungUp
from router.adapters.providers.http.incoming import Incoming
from router.core.patience import Patience

__all__ = ["LONGEST_ANSWER_BYTES", "Connection"]

LONGEST_ANSWER_BYTES = 256 * 1024 * 1024
_MOST_UNREAD_BYTES = 256 * 1024
_SLICE_BYTES = 256 * 1024
_NEVER_S = float("inf")


class Connection(SocketEvents):
    """A socket, and the answer that is arriving on it."""

    def __init__(self, *, deadlines: Deadlines, when_free: Callable[["Connection"], None]) -> None:
        """`when_free` is told once an answer is over: the connection may be kept, or is closed."""
        self.deadline_s = _NEVER_S
        self.is_open = False
        self.idle_since_s = 0.0
        self.incoming = Incoming()
        self.incoming.is_whole = True  # whatever comes before the first request is unasked for
        self._deadlines = deadlines
        self._when_free = when_free
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._waiter: asyncio.Future[None] | None = None
        self._patience = Patience()
        self._ends_by_s = _NEVER_S
        self._wants_whole = self._is_busy = self._is_clogged = self._is_paused = False
        self._is_sent = True

    @property
    def may_be_kept(self) -> bool:
        """Whether another request may follow the one that was answered."""
        return (
            self.is_open
            and self._is_sent
            and self.incoming.keeps_alive
            and self._transport.get_write_buffer_size() == 0
        )

    async def ask(self, request: bytes, *, patience: Patience, wants_whole: bool) -> Incoming:
        """Send a request. Returns once the answer's head is here, or as much as can be.

        An answer with status 200 is waited for to its end where it is wanted whole.
        """
        incoming = self.incoming = Incoming()
        now_s = self._loop.time()
        self._patience, self._wants_whole = patience, wants_whole
        self._ends_by_s = _NEVER_S if patience.total_s is None else now_s + patience.total_s
        self.deadline_s = min(now_s + patience.first_byte_s, self._ends_by_s)
        self._is_busy = True
        self._deadlines.watch(self)
        if not self.is_open:  # closed by the other side in the moment that it was opened
            self._lost("the other side closed the connection")
        try:
            if len(request) <= _SLICE_BYTES:
                self._transport.write(request)
            else:
                await self._send_slices(request, incoming)
            # Once this answer is over, the connection may carry another one before we are woken.
            while not self._has_answer(incoming):
                await self.news()
        except BaseException:  # cancelled: the provider must not go on for nobody
            self.abort()
            raise
        return incoming

    def news(self) -> asyncio.Future[None]:
        """Done once something came, or nothing can come any more. One waits for it at a time."""
        if self._is_paused:
            self._is_paused = False
            self._heard()
            self._transport.resume_reading()
        waiter = self._waiter = self._loop.create_future()
        return waiter

    def leave(self, *, within_s: float) -> None:
        """Nobody reads on: the answer has so long to end, else the connection is closed."""
        if self._is_paused:
            self.abort()  # what nobody reads would never end
        self._ends_by_s = self.deadline_s = self._loop.time() + within_s

    def abort(self) -> None:
        """Close at once, whatever is under way."""
        if self.is_open:
            self._transport.abort()
        self.incoming.fail(WeHungUp("we closed the connection"))
        self._lost("we closed the connection")

    def expire(self) -> None:
        """The deadline has passed."""
        patience = self._patience
        if patience.total_s is not None and self.deadline_s >= self._ends_by_s:
            late = TookTooLong(Stage.TOTAL, waited_s=patience.total_s)
        elif self.incoming.size:
            late = TookTooLong(Stage.BETWEEN, waited_s=patience.between_s)
        else:
            late = TookTooLong(Stage.FIRST_BYTE, waited_s=patience.first_byte_s)
        self.incoming.fail(late)
        self.abort()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.is_open = True

    @override
    def data_received(self, data: bytes) -> None:
        incoming = self.incoming
        if incoming.is_over:
            self.abort()  # nobody asked: the next request must not take it for its answer
            return
        size = incoming.size
        incoming.feed(data)
        if incoming.is_over:
            self._free()
            return
        if incoming.size != size:
            self._heard()
        if self._waiter is not None and self._has_answer(incoming):
            self._wake()

    @override
    def eof_received(self) -> bool:
        if self.is_open:
            self._transport.abort()
        self._lost("the other side closed the connection")
        return False

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._lost(str(exc) if exc else "the other side closed the connection")

    @override
    def pause_writing(self) -> None:
        self._is_clogged = True

    @override
    def resume_writing(self) -> None:
        self._is_clogged = False
        self.deadline_s = min(self._loop.time() + self._patience.first_byte_s, self._ends_by_s)
        self._wake()

    async def _send_slices(self, request: bytes, incoming: Incoming) -> None:
        """A large request, as fast as the other side takes it, and no longer than it listens."""
        self._is_sent = False
        view = memoryview(request)
        for start in range(0, len(view), _SLICE_BYTES):
            if incoming.is_over or incoming.status >= 300:
                return
            self._transport.write(view[start : start + _SLICE_BYTES])
            while self._is_clogged and not incoming.is_over:
                await self.news()
        self._is_sent = True

    def _has_answer(self, incoming: Incoming) -> bool:
        if incoming.is_over:
            return True
        return incoming.status != 0 and (incoming.status != 200 or not self._wants_whole)

    def _heard(self) -> None:
        """Something of the body came: the next piece may take as long again."""
        self.deadline_s = min(self._loop.time() + self._patience.between_s, self._ends_by_s)
        incoming = self.incoming
        if self._wants_whole and incoming.status == 200:
            if incoming.size > LONGEST_ANSWER_BYTES:
                incoming.fail(NotHttp(f"an answer of more than {LONGEST_ANSWER_BYTES} bytes"))
                self.abort()
        elif incoming.unread > _MOST_UNREAD_BYTES and not self._is_paused:
            self._is_paused = True  # the caller is slow, and that is not the provider's silence
            self.deadline_s = self._ends_by_s
            self._transport.pause_reading()

    def _lost(self, how: str) -> None:
        self.is_open = False
        self.incoming.end(how)
        self._free()

    def _free(self) -> None:
        """The answer is over, well or badly."""
        if not self._is_busy:
            return
        self._is_busy = self._is_paused = False
        self._deadlines.forget(self)
        self._wake()
        if not self.may_be_kept:
            self.abort()
        self._when_free(self)

    def _wake(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)
