"""A provider that answers at once: OpenAI's format, whole or as 20 events, on bare asyncio.

python -m benchmarks.overhead.upstream PORT
"""

import asyncio
import json
import sys
from typing import cast

from typing_extensions import override

ANSWER = {
    "id": "chatcmpl-bench",
    "object": "chat.completion",
    "created": 1_700_000_000,
    "model": "gpt-4o-mini",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "logprobs": None,
            "message": {
                "role": "assistant",
                "content": "Small particles scatter short waves most. " * 6,
                "refusal": None,
            },
        }
    ],
    "usage": {"prompt_tokens": 44, "completion_tokens": 60, "total_tokens": 104},
}
CHUNKS = 20


def _http(head: str, body: bytes) -> bytes:
    return f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body


def _event(delta: dict[str, str], *, finish: str | None = None) -> bytes:
    chunk = {
        "id": "chatcmpl-bench",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": "gpt-4o-mini",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        "usage": None,
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def _chunked(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def whole_answer() -> bytes:
    """The whole answer as it goes over the wire."""
    body = json.dumps(ANSWER).encode()
    return _http(f"content-type: application/json\r\ncontent-length: {len(body)}", body)


def streamed_answer() -> bytes:
    """The streamed answer: 20 chunks of text, the usage, the end."""
    usage = {"id": "chatcmpl-bench", "object": "chat.completion.chunk", "created": 1_700_000_000}
    usage_event = json.dumps({**usage, "model": "m", "choices": [], "usage": ANSWER["usage"]})
    events = [
        *(_event({"content": "short waves "}) for _ in range(CHUNKS)),
        _event({}, finish="stop"),
        f"data: {usage_event}\n\n".encode(),
        b"data: [DONE]\n\n",
    ]
    body = b"".join(map(_chunked, events)) + b"0\r\n\r\n"
    return _http("content-type: text/event-stream\r\ntransfer-encoding: chunked", body)


class _Provider(asyncio.Protocol):
    whole, streamed = whole_answer(), streamed_answer()

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    @override
    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            if len(self._received) < end + 4 + length:
                return
            body = self._received[end + 4 : end + 4 + length].replace(b" ", b"")
            self._received = self._received[end + 4 + length :]
            if self._transport is not None:
                is_stream = b'"stream":true' in body
                self._transport.write(self.streamed if is_stream else self.whole)


async def main(port: int) -> None:
    """Serve until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Provider, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(int(sys.argv[1])))
