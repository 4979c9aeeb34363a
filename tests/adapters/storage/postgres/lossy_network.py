"""A way to the server on which connections break at the worst moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum

from psycopg.conninfo import conninfo_to_dict, make_conninfo


class Loss(Enum):
    NOTHING = "nothing"
    BEFORE_THE_SERVER = "what the client sends next is lost, and the connection with it"
    AFTER_THE_SERVER = "the server does what it is told; its answer is lost, and the connection"


class LossyNetwork:
    """Passes bytes on between clients and the server; `next_loss` strikes once."""

    def __init__(self, url: str) -> None:
        self._server = conninfo_to_dict(url)
        self.next_loss = Loss.NOTHING
        self.losses = 0
        self._port = 0
        self._open: list[asyncio.Future[None]] = []

    @property
    def url(self) -> str:
        return make_conninfo("", **{**self._server, "port": self._port})

    @asynccontextmanager
    async def open(self) -> AsyncIterator["LossyNetwork"]:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await asyncio.gather(*self._open)  # clients are closed, so they end

    async def _accept(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        self._open.append(asyncio.get_running_loop().create_future())
        ended = self._open[-1]
        host, port = str(self._server["host"]), int(str(self._server["port"]))
        server, to_server = await asyncio.open_connection(host, port)
        ways = [
            asyncio.create_task(self._pass(client, to_server, unless=Loss.BEFORE_THE_SERVER)),
            asyncio.create_task(self._pass(server, to_client, unless=Loss.AFTER_THE_SERVER)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for writer in (to_client, to_server):
            writer.close()
        await asyncio.gather(
            *ways, to_client.wait_closed(), to_server.wait_closed(), return_exceptions=True
        )
        ended.set_result(None)

    async def _pass(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, unless: Loss
    ) -> None:
        while data := await source.read(65_536):
            if self.next_loss is unless:
                self.next_loss = Loss.NOTHING
                self.losses += 1
                return
            target.write(data)
            await target.drain()
