"""A provider that answers everything at once, and counts what it said."""

import asyncio
from collections.abc import Mapping
from typing import Self

from tests.lying_upstream import JSON_ANSWER, chunked, event, framed

__all__ = ["Provider"]

_EMBEDDING = (
    b'{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.5]}],'
    b'"usage":{"prompt_tokens":3,"total_tokens":3}}'
)
_MEDIUM = (
    b'{"id":"modr-1","model":"m","created":1,"text":"hi","duration":1.5,"data":[{"b64_json":"aaaa"}],'
    b'"results":[{"flagged":false}],"usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5}}'
)
_FILE = b'{"id":"file-1","object":"file","bytes":3,"created_at":1,"filename":"a","purpose":"batch"}'
_EVENTS = b"".join(
    chunked(
        event('{"choices":[{"index":0,"delta":{"role":"assistant","content":"hi"}}]}'),
        event('{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}'),
        event('{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}'),
        event("[DONE]"),
    )
)
_ELSEWHERE: Mapping[bytes, bytes] = {
    b"/embeddings": _EMBEDDING,
    b"/files": _FILE,
    b"/images": _MEDIUM,
    b"/audio": _MEDIUM,
    b"/moderations": _MEDIUM,
}


class Provider:
    """`async with Provider() as provider:`"""

    def __init__(self) -> None:
        self.requests = 0
        self.open_connections = 0
        self.base_url = ""
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0, limit=2**20)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_connections += 1
        self._writers.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
                body = await reader.readexactly(int(length))
                self.requests += 1
                writer.write(self._answer(head, body))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the service closed the connection
        finally:
            self.open_connections -= 1
            self._writers.discard(writer)
            writer.close()

    def _answer(self, head: bytes, body: bytes) -> bytes:
        target = head.partition(b"\r\n")[0]
        for place, answer in _ELSEWHERE.items():
            if place in target:
                return framed(answer)
        return _EVENTS if b'"stream":true' in body.replace(b" ", b"") else framed(JSON_ANSWER)
