"""A provider that lies: a real server on this machine that misbehaves as it is told."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

__all__ = ["JSON_ANSWER", "LAST_EVENTS", "Lie", "LyingUpstream", "chunked", "event", "framed"]

JSON_ANSWER = (
    b'{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,'
    b'"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],'
    b'"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}'
)
JSON, EVENTS = "application/json", "text/event-stream"


@dataclass(frozen=True, kw_only=True)
class Lie:
    """How one request is answered, byte by byte. Without anything said, it never is."""

    writes: tuple[bytes, ...] = ()
    """Sent one after another as they are, head included (`framed` makes one)."""
    repeats: bytes = b""
    """Sent without end after them."""
    then: str = "stalls"
    """`stalls`, `closes`, `half-closes` or `resets` once all is sent; `keeps` for the next."""
    reads_body: bool = True
    """False: answer as soon as the head of the request is here."""
    pause_s: float = 0.0
    """Between two writes."""


@dataclass
class LyingUpstream:
    """`async with LyingUpstream() as liar:` — lies come from `script`, then from `lie`."""

    lie: Lie = field(default_factory=Lie)
    script: deque[Lie] = field(default_factory=deque)
    requests: int = 0
    open_connections: int = 0
    base_url: str = ""

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._transports: list[asyncio.WriteTransport] = []
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for transport in self._transports:
            transport.abort()
        await self._server.wait_closed()
        await asyncio.sleep(0)  # closed transports are gone after one more round of the loop

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._transports.append(writer.transport)
        task = asyncio.create_task(self._converse(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_connections += 1
        try:
            while await self._answer(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass  # the caller went away, which is what most lies are to lead to
        finally:
            self.open_connections -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        lie = self.script.popleft() if self.script else self.lie
        self.requests += 1
        if lie.reads_body:
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
        for data in lie.writes:
            writer.write(data)
            await writer.drain()
            await asyncio.sleep(lie.pause_s)
        while lie.repeats:
            writer.write(lie.repeats)
            await writer.drain()
            await asyncio.sleep(0)
        return await self._end(lie, reader=reader, writer=writer)

    async def _end(
        self, lie: Lie, *, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        if lie.then == "stalls":
            await reader.read()  # until the caller goes away
        elif lie.then == "half-closes":
            writer.write_eof()
            await reader.read()
        elif lie.then == "resets":
            writer.transport.abort()
        return lie.then == "keeps"


def framed(
    body: bytes,
    *,
    kind: str = JSON,
    status: str = "200 OK",
    length: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A head and a body; `length` is what the head says of the body, true unless given."""
    said = {"content-type": kind, "content-length": str(len(body) if length is None else length)}
    lines = [f"{name}: {value}" for name, value in (said | dict(headers or {})).items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


def chunked(*pieces: bytes, kind: str = EVENTS, ends: bool = True) -> tuple[bytes, ...]:
    """The writes of a chunked answer: its head, each piece, and its end."""
    head = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n"
    chunks = [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces]
    return (head.encode(), *chunks, *((b"0\r\n\r\n",) if ends else ()))


def event(json: str) -> bytes:
    """One server-sent event."""
    return f"data: {json}\n\n".encode()


TEXT_EVENT = event('{"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":null}]}')
LAST_EVENTS = event('{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}')
USAGE_EVENT = event('{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}')
DONE_EVENT = event("[DONE]")
