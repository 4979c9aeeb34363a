"""The same trivial handler behind every front: FastAPI, bare ASGI, RSGI, and our own connection.

uvicorn benchmarks.serving.fronts:fastapi
"""

import sys
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import msgspec
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PATH = "/v1/chat/completions"
ANSWER = b'{"id":"chatcmpl-1","choices":[{"message":{"content":"%b"}}]}' % (b"word " * 60)
HEADERS = [
    (b"content-length", b"%d" % len(ANSWER)),
    (b"content-type", b"application/json"),
    *((b"x-tierwise-%d" % number, b"a value of usual length") for number in range(8)),
]

_Handler = Callable[[Request], Awaitable[Response]]


class _RsgiRequest(Protocol):
    path: str


class _Rsgi(Protocol):
    async def __call__(self) -> bytes: ...

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...


class _Fixed(Response):
    def __init__(self) -> None:
        self.status_code, self.background = 200, None
        self.body, self.raw_headers = ANSWER, HEADERS


async def complete(request: Request) -> Response:
    """Look into the body and at the key; answer."""
    _look(await request.body(), request.headers.get("authorization"))
    return _Fixed()


async def healthz(request: Request) -> Response:
    """The process answers."""
    return Response(b"ok")


def _look(body: bytes, key: str | None) -> None:
    if key is None or "model" not in msgspec.json.decode(body):
        raise ValueError("this is no request of the benchmark")


fastapi = FastAPI()
fastapi.post(PATH)(complete)
fastapi.get("/healthz")(healthz)


async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
    """No framework at all."""
    if scope["type"] != "http":
        await fastapi(scope, receive, send)
        return
    if scope["path"] == PATH:
        message = await receive()
        keys = [value.decode() for name, value in scope["headers"] if name == b"authorization"]
        _look(message["body"], keys[0])
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": ANSWER})


async def rsgi(scope: _RsgiRequest, protocol: _Rsgi) -> None:
    """Granian's own interface."""
    if scope.path == PATH:
        headers: Any = scope
        _look(await protocol(), headers.headers.get("authorization"))
    told = [(name.decode(), value.decode()) for name, value in HEADERS[1:]]
    protocol.response_bytes(200, told, ANSWER)


def _serve_directly(port: int) -> None:
    from router.api.asked import Asked
    from router.cli.server import run_server

    async def direct(request: Request) -> Response:
        body = await request.asking.read(1_000_000) if isinstance(request, Asked) else b""
        _look(body, request.headers.get("authorization"))
        return _Fixed()

    fastapi.state.direct_roads = {PATH.encode(): direct}
    run_server(fastapi, host="127.0.0.1", port=port, announce=lambda bound: None)


if __name__ == "__main__":
    _serve_directly(int(sys.argv[1]))
