"""Tests of `router.api.dialects.translated_stream`."""

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

from fastapi import FastAPI

from router.api.dialects.translated_stream import TranslatedStream
from router.api.errors import STOPPED
from router.api.parsing import parse_chat
from router.core.dialects.messages.stream import MessageStream
from router.core.dialects.reading import object_of
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from tests.core.dialects.answers import chunk, read_events
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


async def test_what_the_service_breaks_off_ends_in_the_words_of_the_other_api(
    service: Service,
) -> None:
    asked = parse_chat(b'{"model":"auto","stream":true,"messages":[{"role":"user"}]}', {})
    relay = await service.complete.stream(asked, LOCAL_KEY)
    told = MessageStream(message_id="msg_1", input_tokens=1)
    answer = TranslatedStream(relay, told.events, headers=[(b"request-id", b"dec_1")])

    (last,) = read_events(answer.interrupted(STOPPED))

    assert (last["type"], object_of(last, "error")["code"]) == ("error", STOPPED.code)
    assert (b"request-id", b"dec_1") in answer.raw_headers


async def test_blocks_that_say_nothing_are_not_sent(service: Service) -> None:
    service.provider.answer_stream = ScriptedStream(events=[b": waiting\n\n", EVENT])
    asked = parse_chat(b'{"model":"auto","stream":true,"messages":[{"role":"user"}]}', {})
    relay = await service.complete.stream(asked, LOCAL_KEY)
    told = MessageStream(message_id="msg_1", input_tokens=1)
    sent: list[bytes] = []

    async def send(events: bytes) -> None:
        sent.append(events)

    await TranslatedStream(relay, told.events, headers=[]).relay(send)

    kinds = [event["type"] for event in read_events(b"".join(sent))]
    assert all(sent)
    assert (kinds[0], kinds[-1]) == ("message_start", "message_stop")
