"""Tests of `router.api.dialects.translated_stream`."""

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

from fastapi import FastAPI

from router.core.ledger import Outcome
from tests.core.dialects.answers import chunk
from tests.fakes import ScriptedStream, Service

EVENT = b"data: " + json.dumps(chunk({"content": "hello "})).encode() + b"\n\n"
BODY = json.dumps({"model": "auto", "input": "hello", "stream": True}).encode()
Message = MutableMapping[str, Any]
SCOPE: Message = {
    "type": "http",
    "method": "POST",
    "path": "/v1/responses",
    "raw_path": b"/v1/responses",
    "query_string": b"",
    "headers": [(b"content-type", b"application/json")],
    "client": ("127.0.0.1", 5),
    "server": ("tierwise", 80),
    "scheme": "http",
    "http_version": "1.1",
}


async def test_who_leaves_ends_the_stream_and_what_came_is_booked(
    app: FastAPI, service: Service
) -> None:
    stream = ScriptedStream(events=[EVENT], is_endless=True, usage=None)
    service.provider.answer_stream = stream
    sent: list[Message] = []
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": BODY, "more_body": False}
        await stream.waiting.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async with asyncio.timeout(5):
        await app(dict(SCOPE), receive, send)

    assert sent[0]["status"] == 200
    assert b"response.output_text.delta" in sent[1]["body"]
    assert service.ledger.only.outcome is Outcome.CANCELLED
    assert stream.closed == 1
