"""A real server on this machine that answers as OpenAI-shaped providers do, well or badly."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

USAGE: Mapping[str, object] = {
    "prompt_tokens": 11,
    "completion_tokens": 7,
    "total_tokens": 18,
    "prompt_tokens_details": {"cached_tokens": 4},
    "completion_tokens_details": {"reasoning_tokens": 2},
}

Json = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """How the next request is answered; by default well."""

    text: str = "The sea is salt — naïve? 海は塩辛い。"
    tool_calls: Sequence[tuple[str, str]] = ()
    """Name and arguments of each."""
    usage: Mapping[str, object] | None = field(default_factory=lambda: dict(USAGE))
    attaches_usage: bool = False
    """Usage comes with the last chunk that has choices, as Mistral and DeepSeek do it."""
    ends_with_done: bool = True
    finishes: bool = True
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """Sent as it is in place of an answer."""
    content_type: str | None = None
    events: Sequence[bytes] | None = None
    """Written as they are in place of a stream's events."""
    split_every: int | None = None
    """Write so many bytes at a time, without regard to events and characters."""
    dies_after: int | None = None
    """Cut the connection after so many writes."""
    silent_after: int | None = None
    """Say nothing more after so many writes; 0: never begin to answer."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the upstream was asked."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        parsed: Json = json.loads(self.body)
        return parsed


class Upstream:
    """`async with Upstream() as upstream:` — replies come from `script`, then from `reply`."""

    def __init__(self, reply: Reply | None = None, *, port: int = 0) -> None:
        self._port = port
        self.reply = reply or Reply()
        self.script: deque[Reply] = deque()
        self.requests: list[Request] = []
        self.disconnects = 0
        """How many clients went away before their answer was complete."""
        self.answers_probes = False
        """Whether a look at its models is answered aside: it comes when the service wants it."""
        self.base_url = ""
        app = web.Application(client_max_size=2**30)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=0
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def kill(self) -> None:
        """End as a process that dies: nobody listens any more, and connections are cut."""
        for site in list(self._runner.sites):
            await site.stop()
        for connection in self._runner.server.connections if self._runner.server else ():
            if connection.transport is not None:
                connection.transport.abort()

    @property
    def open_connections(self) -> int:
        server = self._runner.server
        return len(server.connections) if server else 0

    @property
    def last(self) -> Request:
        return self.requests[-1]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self.answers_probes and request.method == "GET":
            return web.json_response({"object": "list", "data": []})
        received = Request(
            path=request.path_qs, headers=dict(request.headers), body=await request.read()
        )
        self.requests.append(received)
        reply = self.script.popleft() if self.script else self.reply
        try:
            return await self._play(reply, request=request, received=received)
        except (asyncio.CancelledError, ConnectionResetError):
            self.disconnects += 1
            raise

    async def _play(
        self, reply: Reply, *, request: web.Request, received: Request
    ) -> web.StreamResponse:
        if reply.silent_after == 0:
            await asyncio.Event().wait()
        wants_stream = b'"stream":true' in received.body
        if reply.body is not None or reply.status != 200:
            body = _error(reply.status) if reply.body is None else reply.body
            writes, kind = [body], "application/json"
        elif request.path.endswith("/embeddings"):
            writes, kind = [_embeddings(received.json)], "application/json"
        elif wants_stream:
            asked = received.json.get("stream_options")
            wants_usage = isinstance(asked, dict) and asked.get("include_usage") is True
            writes = list(reply.events or _events(reply, wants_usage=wants_usage))
            kind = "text/event-stream"
        else:
            writes, kind = [_whole(reply)], "application/json"
        response = web.StreamResponse(
            status=reply.status,
            headers={"x-request-id": "req_upstream", **reply.headers},
        )
        response.content_type = reply.content_type or kind
        await response.prepare(request)
        await _write(response, _pieces(writes, reply.split_every), reply=reply, request=request)
        return response


async def until(claim: Callable[[], bool], *, timeout_s: float = 5.0) -> None:
    """Wait until `claim` holds; the loop runs meanwhile."""
    async with asyncio.timeout(timeout_s):
        while not claim():  # noqa: ASYNC110 - what is claimed is the state of sockets
            await asyncio.sleep(0.002)


async def _write(
    response: web.StreamResponse, pieces: Sequence[bytes], *, reply: Reply, request: web.Request
) -> None:
    for number, piece in enumerate(pieces):
        if number == reply.dies_after:
            break
        if number == reply.silent_after:
            await asyncio.Event().wait()
        await response.write(piece)
        await asyncio.sleep(0)
    if reply.dies_after is not None and request.transport is not None:
        request.transport.close()  # what was written still arrives, the end of the body does not
    elif reply.silent_after is not None:
        await asyncio.Event().wait()


def _pieces(writes: Sequence[bytes], size: int | None) -> Sequence[bytes]:
    if size is None:
        return writes
    whole = b"".join(writes)
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def _message(reply: Reply) -> Json:
    if not reply.tool_calls:
        return {"role": "assistant", "content": reply.text, "refusal": None}
    calls = [
        {"id": f"call_{n}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for n, (name, arguments) in enumerate(reply.tool_calls)
    ]
    return {"role": "assistant", "content": None, "refusal": None, "tool_calls": calls}


def _finish_reason(reply: Reply) -> str:
    return "tool_calls" if reply.tool_calls else "stop"


def _whole(reply: Reply) -> bytes:
    choice = {
        "index": 0,
        "message": _message(reply),
        "logprobs": None,
        "finish_reason": _finish_reason(reply),
    }
    said = {"usage": reply.usage} if reply.usage is not None else {}
    return _dump({**_head("chat.completion"), "choices": [choice], **said})


def _events(reply: Reply, *, wants_usage: bool) -> Iterator[bytes]:
    deltas = list(_deltas(reply))
    for number, delta in enumerate(deltas):
        is_last = number == len(deltas) - 1
        finish = _finish_reason(reply) if is_last and reply.finishes else None
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        usage = reply.usage if is_last and reply.attaches_usage else None
        yield _event({**_head("chat.completion.chunk"), "choices": [choice], "usage": usage})
    if wants_usage and reply.usage is not None and not reply.attaches_usage:
        yield _event({**_head("chat.completion.chunk"), "choices": [], "usage": reply.usage})
    if reply.ends_with_done:
        yield b"data: [DONE]\n\n"


def _deltas(reply: Reply) -> Iterator[Json]:
    yield {"role": "assistant", "content": None if reply.tool_calls else "", "refusal": None}
    for number, (name, arguments) in enumerate(reply.tool_calls):
        function = {"name": name, "arguments": ""}
        call = {"index": number, "id": f"call_{number}", "type": "function", "function": function}
        yield {"tool_calls": [call]}
        half = len(arguments) // 2
        for part in (arguments[:half], arguments[half:]):
            yield {"tool_calls": [{"index": number, "function": {"arguments": part}}]}
    if not reply.tool_calls:
        for number, word in enumerate(reply.text.split(" ")):
            yield {"content": f" {word}" if number else word}
    yield {}


def _embeddings(asked: Json) -> bytes:
    given = asked.get("input")
    count = len(given) if isinstance(given, list) else 1
    data = [{"object": "embedding", "index": n, "embedding": [0.6, 0.8]} for n in range(count)]
    usage = {"prompt_tokens": 5 * count, "total_tokens": 5 * count}
    return _dump({"object": "list", "data": data, "model": asked.get("model"), "usage": usage})


def _error(status: int) -> bytes:
    return _dump({"error": {"message": f"upstream says {status}", "type": "t", "code": "c"}})


def _head(kind: str) -> Json:
    return {"id": "chatcmpl-1", "object": kind, "created": 1_795_000_000, "model": "upstream-model"}


def _event(chunk: Json) -> bytes:
    return b"data: " + _dump(chunk) + b"\n\n"


def _dump(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
