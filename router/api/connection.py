"""How does one connection speak HTTP: a direct way for the main roads, and patience with an end?

uvicorn's protocol with three things more. Requests on direct roads skip ASGI, whose messages and
layers cost more than the parsing (docs/decisions/0037). Whoever sends slowly is shut out. And a
connection that drains answers what is on its way before it closes.
"""

import asyncio
from collections.abc import Mapping
from math import inf
from typing import TYPE_CHECKING

from starlette.types import Scope
from typing_extensions import override
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)
from uvicorn.server import ServerState

from router.api.exchange import Exchange, Road
from router.api.unread import Unread
from router.services.admit import Admit

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application as _App

__all__ = ["Connection"]

_HEAD_S = 10
_BODY_S = 30
"""Longest silence within a body."""
_LEAST_BYTES_A_SECOND = 500
"""A body that comes drop by drop would hold a place among the requests for ever."""
_LAST_CALL_S = 1
"""So long a connection without a request stays open when the process was told to stop."""
_MOST_HEAD_BYTES = 65_536
_SHORT_BYTES = 16_384
"""In so few bytes no head is too long, so that nobody need measure it."""
_TOO_LATE, _TOO_LONG, _TOO_MANY = 408, 431, 503


class Connection(HttpToolsProtocol):
    """One caller's connection."""

    def __init__(
        self,
        *,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
        roads: Mapping[bytes, Road],
        admit: Admit,
    ) -> None:
        """`roads` are the paths whose POSTs go directly to handlers, if `admit` lets them in."""
        super().__init__(config, server_state, app_state, _loop)
        self._roads = roads
        self._admit = admit
        self._exchange: Exchange | None = None
        self._is_in_head = self._may_be_long = self._is_last = False
        self._head_bytes = 0
        """Of a head that comes in parts, without the first."""
        self._due_s = inf
        self._unread = Unread()
        self._lines: tuple[object, bytes] = (None, b"")

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(_HEAD_S)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._exchange is not None:
            self._exchange.lose()
        if isinstance(self.cycle, Exchange):
            self.cycle = None  # type: ignore[assignment]
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        is_split = self._is_in_head
        self._may_be_long = is_split or len(data) > _SHORT_BYTES
        super().data_received(data)
        if is_split and self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > _MOST_HEAD_BYTES:
                self._shut_out(_TOO_LONG)

    @override
    def on_message_begin(self) -> None:
        self.url, self.headers = b"", []
        self._is_in_head = True
        if not self._is_answering:
            self._wait(_HEAD_S)

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    @override
    def on_headers_complete(self) -> None:
        self._is_in_head, self._head_bytes = False, 0
        if self.transport.is_closing():
            return
        if self._may_be_long and self._head_size > _MOST_HEAD_BYTES:
            self._shut_out(_TOO_LONG)
            return
        road = self._roads.get(self.url) or self._roads.get(self.url.partition(b"?")[0])
        if len(self.connections) > self._admit.most_connections and not self._is_answering:
            self._shut_out(_TOO_MANY)
            return
        if road is not None and self._is_direct:
            self._exchange_with(road)
        else:
            self._go_by_asgi()
        if self._is_last and self._is_answering:
            self.cycle.keep_alive = False
        self._wait(_BODY_S)

    @override
    def on_body(self, body: bytes) -> None:
        cycle = self.cycle
        if isinstance(cycle, Exchange):
            if not cycle.response_complete:
                cycle.add(body)
        elif self._is_answering:
            super().on_body(body)
        earned_s = self._due_s + len(body) / _LEAST_BYTES_A_SECOND
        self._due_s = min(earned_s, self.loop.time() + _BODY_S)

    @override
    def on_message_complete(self) -> None:
        cycle = self.cycle
        if not self._is_answering:
            return
        self._due_s = inf  # from here on it is the caller who waits
        if isinstance(cycle, Exchange):
            cycle.finish_body()
        else:
            super().on_message_complete()

    @override
    def on_response_complete(self) -> None:
        """As uvicorn does it, without a timer for each answer: see `is_overdue`."""
        self.server_state.total_requests += 1
        self._exchange = None
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
            self._wait(_BODY_S if cycle.more_body else inf)
        else:
            self._wait(self.timeout_keep_alive)

    @override
    def shutdown(self) -> None:
        """Answer what is under way, and a request that may be on its way; then close."""
        self._is_last = True
        if self._is_answering:
            self.cycle.keep_alive = False
        else:
            self._wait(_LAST_CALL_S)

    def shut_if_overdue(self, now_s: float) -> None:
        """Shut out a caller who let us wait too long; whoever stands idle is just closed.

        Whoever reads nothing is cut off: it would hold what is spent for it, and its provider.
        """
        if self._unread.is_left(self.transport.get_write_buffer_size(), now_s=now_s):
            self.transport.abort()
            return
        if now_s <= self._due_s or self.flow.read_paused or self.transport.is_closing():
            return
        if self._is_in_head or self._is_answering:
            self._shut_out(_TOO_LATE)
        else:
            self.transport.close()

    @override
    def _start_asgi_task(self, cycle: RequestResponseCycle | Exchange, app: "_App") -> None:
        if not isinstance(cycle, Exchange):
            super()._start_asgi_task(cycle, app)
            return
        self._exchange = cycle
        self._admit.enter(cycle, under_way=self.tasks)

    def _run(self, exchange: Exchange) -> None:
        task = self.loop.create_task(exchange.run())
        self.tasks.add(task)
        task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        self._admit.free()
        if task.cancelled():  # before it began
            self.transport.close()
        elif (error := task.exception()) is not None and self._exchange is not None:
            self._exchange.failed(error)

    def _exchange_with(self, road: Road) -> None:
        raw_path, _, query = self.url.partition(b"?")
        scope: Scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": self.scheme,
            "path": raw_path.decode("ascii"),
            "raw_path": raw_path,
            "query_string": query,
            "root_path": "",
            "headers": self.headers,
            "client": self.client,
            "server": self.server,
            "app": self.app,
        }
        exchange = Exchange(
            road,
            scope,
            transport=self.transport,
            flow=self.flow,
            head=self._lines_of_each_head,
            begun=self._run,
            away=self._admit,
            ended=self.on_response_complete,
        )
        exchange.keep_alive = self.parser.should_keep_alive()
        exchange.expects_word = self._expects_word
        must_wait, self.cycle = self._is_answering, exchange  # type: ignore[assignment]
        if must_wait:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))
        else:
            self._start_asgi_task(exchange, self.app)

    def _go_by_asgi(self) -> None:
        """As uvicorn does it; what it would have noted while it read is made up for."""
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.url = url
        self.headers += headers
        self.expect_100_continue = self._expects_word
        super().on_headers_complete()

    @property
    def _is_direct(self) -> bool:
        parser = self.parser
        return (
            parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and not parser.should_upgrade()
        )

    @property
    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # None until the first request
        return cycle is not None and not cycle.response_complete

    @property
    def _expects_word(self) -> bool:
        return any(n == b"expect" and v.lower() == b"100-continue" for n, v in self.headers)

    @property
    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def _wait(self, most_s: float) -> None:
        self._due_s = self.loop.time() + most_s

    def _shut_out(self, status: int) -> None:
        """Close, and say why where no answer has begun."""
        if not self._is_answering or not self.cycle.response_started:
            again = b"retry-after: 2\r\n" if status == _TOO_MANY else b""
            rest = b"content-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(b"".join((STATUS_LINE[status], again, rest)))
        self.transport.close()

    def _lines_of_each_head(self) -> bytes:
        """`Date` and what else goes out with every answer; uvicorn makes them once a second."""
        told = self.server_state.default_headers
        if self._lines[0] is not told:
            self._lines = (told, b"".join(b"%b: %b\r\n" % line for line in told))
        return self._lines[1]
