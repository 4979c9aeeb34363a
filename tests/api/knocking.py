"""A service of one direct road on a real socket, and bytes as callers send them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from router.api.exchange import Road
from router.cli.server import Server

PATH = "/fast"
END = b"\r\n\r\n"


@dataclass(frozen=True, kw_only=True)
class Knocking:
    """A server under test."""

    server: Server
    port: int

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection of its own."""
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, *sent: bytes) -> bytes:
        """Everything that comes back until the server closes."""
        reader, writer = await self.connect()
        for part in sent:
            writer.write(part)
            await writer.drain()
        try:
            return await asyncio.wait_for(reader.read(), 10)
        finally:
            writer.close()


@asynccontextmanager
async def serving(road: Road, *, drain_s: float = 5) -> AsyncIterator[Knocking]:
    """Serve POSTs to `PATH` by `road`, and what FastAPI serves of itself."""
    app = FastAPI()
    app.state.direct_roads = {PATH.encode(): road}
    app.add_api_route("/asgi", lambda: "by ASGI")
    server = Server(app, drain_s=drain_s)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        serving = asyncio.create_task(server._serve([listening]))  # signals are the tests' own
        await until(lambda: server.started)
        try:
            yield Knocking(server=server, port=port)
        finally:
            server.should_exit = True
            await serving


async def until(claim: Callable[[], bool]) -> None:
    """Wait for what a socket brings about, which sets no event."""
    while not claim():  # noqa: ASYNC110
        await asyncio.sleep(0.001)


def post(body: bytes = b"", *lines: str, path: str = PATH, close: bool = True) -> bytes:
    """One request."""
    more = [*lines, "connection: close"] if close else list(lines)
    if not any(line.lower().startswith("content-length") for line in more):
        more.append(f"content-length: {len(body)}")
    head = "\r\n".join([f"POST {path} HTTP/1.1", "host: here", *more])
    return head.encode() + END + body
