"""A provider that costs nothing: fixed answers, one write each, or a segment for each chunk.

python -m benchmarks.wire.upstream

Prints its port. Paths: `/whole`, `/burst` (a stream in one segment), `/paced` (a segment each).
"""

import asyncio
import json
from typing import cast

import uvloop
from typing_extensions import override

CHUNKS = 20
PACE_S = 0.002
_HEAD = (
    "HTTP/1.1 200 OK\r\ndate: Mon, 05 Jan 2026 10:00:00 GMT\r\ncontent-type: {kind}\r\n"
    "openai-organization: o\r\nopenai-processing-ms: 120\r\nopenai-version: 2020-10-01\r\n"
    "x-ratelimit-limit-requests: 10000\r\nx-ratelimit-limit-tokens: 2000000\r\n"
    "x-ratelimit-remaining-requests: 9999\r\nx-ratelimit-remaining-tokens: 1999900\r\n"
    "x-ratelimit-reset-requests: 6ms\r\nx-ratelimit-reset-tokens: 3ms\r\n"
    "x-request-id: req_0123456789abcdef\r\n{length}\r\n\r\n"
)
_USAGE = {"prompt_tokens": 61, "completion_tokens": 120, "total_tokens": 181}
_ENVELOPE = {"id": "chatcmpl-0123456789", "created": 1_767_600_000, "model": "gpt-5-mini"}


def _whole() -> bytes:
    message = {"role": "assistant", "content": "The sea is salt. " * 35, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    said = {"usage": _USAGE, "service_tier": "default"}
    answer = {**_ENVELOPE, "object": "chat.completion", "choices": [choice], **said}
    body = json.dumps(answer, separators=(",", ":")).encode()
    head = _HEAD.format(kind="application/json", length=f"content-length: {len(body)}")
    return head.encode() + body


def _chunk(*, delta: dict[str, str], finish: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    chunk = {**_ENVELOPE, "object": "chat.completion.chunk", "choices": [choice], "usage": None}
    return _event(json.dumps(chunk, separators=(",", ":")).encode())


def _event(data: bytes) -> bytes:
    event = b"data: " + data + b"\n\n"
    return b"%x\r\n%b\r\n" % (len(event), event)


def _stream() -> tuple[bytes, ...]:
    head = _HEAD.format(kind="text/event-stream", length="transfer-encoding: chunked").encode()
    chunks = [_chunk(delta={"content": " salt"}, finish=None) for _ in range(CHUNKS - 1)]
    last = {**_ENVELOPE, "object": "chat.completion.chunk", "choices": [], "usage": _USAGE}
    end = _event(json.dumps(last, separators=(",", ":")).encode()) + _event(b"[DONE]")
    return (head, *chunks, _chunk(delta={}, finish="stop") + end + b"0\r\n\r\n")


WHOLE, STREAM = _whole(), _stream()
BURST = b"".join(STREAM)


class _Provider(asyncio.Protocol):
    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._asked = bytearray()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._asked += data
        end = self._asked.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._asked[:end])
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(self._asked) < end + 4 + length:
            return
        self._asked.clear()
        if b"/paced" in head.partition(b"\r\n")[0]:
            self._pace(0)
        else:
            self._transport.write(BURST if b"/burst" in head.partition(b"\r\n")[0] else WHOLE)

    def _pace(self, number: int) -> None:
        self._transport.write(STREAM[number])
        if number + 1 < len(STREAM):
            asyncio.get_running_loop().call_later(PACE_S, self._pace, number + 1)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Provider, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
