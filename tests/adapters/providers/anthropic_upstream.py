"""A real server on this machine that speaks Anthropic's Messages API, well or badly."""

import asyncio
import json
from collections.abc import Iterator
from typing import Self

from aiohttp import web

Json = dict[str, object]

USAGE = {
    "input_tokens": 10,
    "cache_creation_input_tokens": 20,
    "cache_read_input_tokens": 30,
}
TEXT = ("Salt ", "water")
TOOL_INPUT = ('{"city": ', '"Rome"}')


class AnthropicUpstream:
    """Answers with `TEXT`, or calls the first tool offered; `status` makes it refuse."""

    def __init__(self) -> None:
        self.status = 200
        self.dies_after: int | None = None
        """Cut the connection after so many events."""
        self.silent_after: int | None = None
        self.disconnects = 0
        self.requests: list[Json] = []
        self.keys: list[str | None] = []
        self.base_url = ""
        app = web.Application()
        app.router.add_post("/v1/messages", self._answer)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=0
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked: Json = await request.json()
        self.requests.append(asked)
        self.keys.append(request.headers.get("x-api-key"))
        if self.status != 200:
            error = {"type": "some_error", "message": f"anthropic says {self.status}"}
            return web.json_response(
                {"type": "error", "error": error},
                status=self.status,
                headers={"retry-after": "7", "x-ratelimit-limit-requests": "50"},
            )
        if not asked.get("stream"):
            return web.json_response(_whole(asked))
        try:
            return await self._stream(request, asked)
        except (asyncio.CancelledError, ConnectionResetError):
            self.disconnects += 1
            raise

    async def _stream(self, request: web.Request, asked: Json) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        for number, event in enumerate(_events(asked)):
            if number == self.dies_after and request.transport is not None:
                request.transport.close()
                return response
            if number == self.silent_after:
                await asyncio.Event().wait()
            await response.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
        return response


def _tool(asked: Json) -> Json | None:
    tools = asked.get("tools")
    return tools[0] if isinstance(tools, list) and tools else None


def _message(asked: Json, *, content: list[Json], stop_reason: str | None) -> Json:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": asked["model"],
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {**USAGE, "output_tokens": 5},
    }


def _whole(asked: Json) -> Json:
    tool = _tool(asked)
    if tool is None:
        said: list[Json] = [{"type": "text", "text": "".join(TEXT)}]
        return _message(asked, content=said, stop_reason="end_turn")
    arguments = json.loads("".join(TOOL_INPUT))
    used: list[Json] = [
        {"type": "tool_use", "id": "toolu_1", "name": tool["name"], "input": arguments}
    ]
    return _message(asked, content=used, stop_reason="tool_use")


def _events(asked: Json) -> Iterator[Json]:
    tool = _tool(asked)
    yield {"type": "message_start", "message": _message(asked, content=[], stop_reason=None)}
    block: Json = {"type": "text", "text": ""}
    deltas: list[Json] = [{"type": "text_delta", "text": part} for part in TEXT]
    if tool is not None:
        block = {"type": "tool_use", "id": "toolu_1", "name": tool["name"], "input": {}}
        deltas = [{"type": "input_json_delta", "partial_json": part} for part in TOOL_INPUT]
    yield {"type": "content_block_start", "index": 0, "content_block": block}
    for delta in deltas:
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    reason = "end_turn" if tool is None else "tool_use"
    ended = {"stop_reason": reason, "stop_sequence": None}
    yield {"type": "message_delta", "delta": ended, "usage": {"output_tokens": 5}}
    yield {"type": "message_stop"}
