"""A closed-loop load generator on bare asyncio: N connections, each sends when it was answered."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

from typing_extensions import override

__all__ = ["Measured", "measure"]


@dataclass(slots=True)
class Measured:
    """What one phase saw; times in milliseconds."""

    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    first_byte_ms: list[float] = field(default_factory=list)
    chunks: int = 0
    errors: int = 0

    @property
    def requests_per_s(self) -> float:
        """Answers a second."""
        return len(self.latencies_ms) / self.seconds

    def percentile_ms(self, share: float) -> float:
        """The latency that `share` of the answers stayed below."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


class _Client(asyncio.Protocol):
    def __init__(self, request: bytes, *, into: Measured, until_s: float) -> None:
        self._request, self._into, self._until_s = request, into, until_s
        self._received = bytearray()
        self._sent_s = self._first_s = 0.0
        self._transport: asyncio.Transport | None = None
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def _send(self) -> None:
        self._received.clear()
        self._first_s = 0.0
        self._sent_s = time.perf_counter()
        if self._transport is not None:
            self._transport.write(self._request)

    @override
    def data_received(self, data: bytes) -> None:
        if not self._first_s:
            self._first_s = time.perf_counter()
        self._received += data
        if not self._is_whole():
            return
        now = time.perf_counter()
        if not self._received.startswith(b"HTTP/1.1 200"):
            self._into.errors += 1
        self._into.latencies_ms.append((now - self._sent_s) * 1000)
        self._into.first_byte_ms.append((self._first_s - self._sent_s) * 1000)
        self._into.chunks += self._received.count(b"data: ")
        if now < self._until_s:
            self._send()
        else:
            self._end()

    def _is_whole(self) -> bool:
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._received[:end]).lower()
        _, found, rest = head.partition(b"content-length:")
        if found:
            return len(self._received) >= end + 4 + int(rest.split(b"\r\n")[0])
        return self._received.endswith(b"0\r\n\r\n")

    def _end(self) -> None:
        if not self.finished.done():
            self.finished.set_result(None)
        if self._transport is not None:
            self._transport.close()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.finished.done():
            self._into.errors += 1
            self.finished.set_result(None)


async def measure(
    url: str, body: bytes, *, connections: int, seconds: float, key: str = "none"
) -> Measured:
    """Load `url` (a POST with a JSON `body`) over `connections` for `seconds`."""
    parts = urlsplit(url)
    request = (
        f"POST {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {key}\r\ncontent-length: {len(body)}\r\n\r\n"
    ).encode() + body
    measured, started = Measured(), time.perf_counter()
    loop = asyncio.get_running_loop()
    clients = []
    for _ in range(connections):
        _, client = await loop.create_connection(
            lambda: _Client(request, into=measured, until_s=started + seconds),
            parts.hostname or "127.0.0.1",
            parts.port or 80,
        )
        clients.append(client.finished)
    await asyncio.wait_for(asyncio.gather(*clients), timeout=seconds + 60)
    measured.seconds = time.perf_counter() - started
    return measured
