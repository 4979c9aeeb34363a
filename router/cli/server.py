"""How does the process listen, announce itself and stop?"""

import asyncio
import gc
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import cast

import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from router.api.connection import Connection
from router.api.exchange import Road
from router.cli.listening import listen
from router.core.errors import ConfigurationError
from router.services.admit import Admit

__all__ = ["DRAIN_S", "Server", "drain_s_from", "run_server", "serve_on"]

DRAIN_S = 30.0
_DAY_S = 86_400
_LAST_WORDS_S = 5
"""For booking what was cut off."""
_COLLECT_AFTER = 10_000
_TICKS_A_SECOND = 10


class Server(uvicorn.Server):
    """uvicorn's server: it watches over slow callers, and stops with every answer accounted for."""

    def __init__(
        self,
        app: FastAPI,
        *,
        announce: Callable[[int], None] = lambda port: None,
        drain_s: float = DRAIN_S,
        is_orphan: Callable[[], bool] = lambda: False,
    ) -> None:
        """`announce` is told the port once it answers.

        `drain_s` is how long answers may take to end; `is_orphan` whether nobody is left who
        could tell this process to stop.
        """
        roads: Mapping[bytes, Road] = getattr(app.state, "direct_roads", {})
        self._admit: Admit = getattr(app.state, "admit", None) or Admit()
        config = uvicorn.Config(
            app,
            http=partial(Connection, roads=roads, admit=self._admit),  # type: ignore[arg-type]
            ws="none",
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=75,
        )
        super().__init__(config)
        self._state = app.state
        self._announce = announce
        self._drain_s = drain_s
        self._is_orphan = is_orphan

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        _spare_the_collector()
        if self.started and sockets:
            self._announce(sockets[0].getsockname()[1])

    @override
    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS_A_SECOND == 0:
            self._shut_slow_callers_out()
            self.should_exit = self.should_exit or self._is_orphan()
        return await super().on_tick(counter)

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen no more, let answers end, break off what does not, and book all of it."""
        self._state.is_draining = True
        for listening in (*self.servers, *(sockets or ())):
            listening.close()
        for connection in self._connections:
            connection.shutdown()
        await self._drain()
        self._admit.close()
        tasks = set(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_LAST_WORDS_S)
        for connection in self._connections:
            connection.transport.close()
        await self.lifespan.shutdown()

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        until_s = loop.time() + self._drain_s
        while (self.server_state.connections or self.server_state.tasks) and not self.force_exit:
            if loop.time() > until_s:
                return
            self._shut_slow_callers_out()
            await asyncio.sleep(1 / _TICKS_A_SECOND)

    def _shut_slow_callers_out(self) -> None:
        now_s = asyncio.get_running_loop().time()
        for connection in self._connections:
            connection.shut_if_overdue(now_s)

    @property
    def _connections(self) -> list[Connection]:
        return cast(list[Connection], list(self.server_state.connections))

    @contextmanager
    @override
    def capture_signals(self) -> Iterator[None]:
        with super().capture_signals():
            try:
                yield
            finally:
                self._captured_signals.clear()  # told to stop and stopped: that is no failure


def run_server(app: FastAPI, *, host: str, port: int, announce: Callable[[int], None]) -> None:
    """Listen and serve until the process is told to stop.

    Raises:
        ConfigurationError: the address cannot be listened on.
    """
    serve_on(listen(host, port), Server(app, announce=announce))


def serve_on(listening: socket.socket, server: Server) -> None:
    """Serve until the process is told to stop."""
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listening]))


def drain_s_from(environment: Mapping[str, str]) -> float:
    """What `TIERWISE_DRAIN_S` says.

    Raises:
        ConfigurationError: it is no number of seconds up to a day.
    """
    told = environment.get("TIERWISE_DRAIN_S", f"{DRAIN_S:g}")
    try:
        drain_s = float(told)
    except ValueError:
        drain_s = -1
    if not 0 <= drain_s <= _DAY_S:
        raise ConfigurationError(
            f"TIERWISE_DRAIN_S={told!r} is no number of seconds. Write one, such as {DRAIN_S:g}."
        )
    return drain_s


def _spare_the_collector() -> None:
    """What is loaded by now stays: searching it for garbage again and again finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
