"""The floors: pass-throughs of aiohttp that do nothing else, on FastAPI, Starlette and plain ASGI.

uvicorn benchmarks.overhead.bare:fastapi, with UPSTREAM=http://127.0.0.1:PORT/v1
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import orjson
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

URL = os.environ.get("UPSTREAM", "http://127.0.0.1:9000/v1") + "/chat/completions"
HEADERS = {"content-type": "application/json", "authorization": "Bearer upstream"}
JSON = (b"content-type", b"application/json")
EVENTS = (b"content-type", b"text/event-stream")

_sessions: list[aiohttp.ClientSession] = []


@asynccontextmanager
async def _lifespan(app: object) -> AsyncIterator[None]:
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=60)
    async with aiohttp.ClientSession(connector=connector) as session:
        _sessions.append(session)
        yield


async def healthz(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def complete(request: Request) -> Response:
    """Pass the body on and the answer back."""
    body = await request.body()
    if orjson.loads(body).get("stream"):
        return StreamingResponse(_chunks(body), media_type="text/event-stream")
    async with _sessions[0].post(URL, data=body, headers=HEADERS) as answer:
        return Response(await answer.read(), answer.status, media_type="application/json")


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    async with _sessions[0].post(URL, data=body, headers=HEADERS) as answer:
        async for chunk in answer.content.iter_any():
            yield chunk


fastapi = FastAPI(lifespan=_lifespan)
fastapi.post("/v1/chat/completions")(complete)
fastapi.get("/healthz")(healthz)

starlette = Starlette(
    lifespan=_lifespan,
    routes=[
        Route("/v1/chat/completions", complete, methods=["POST"]),
        Route("/healthz", healthz),
    ],
)


async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
    """The same without a framework."""
    if scope["type"] == "lifespan":
        await starlette(scope, receive, send)
    elif scope["method"] == "GET":
        await _respond(send, b"ok", headers=[])
    else:
        message = await receive()
        body = message.get("body", b"")
        while message.get("more_body"):
            message = await receive()
            body += message.get("body", b"")
        await _pass_on(body, send)


async def _pass_on(body: bytes, send: Send) -> None:
    if orjson.loads(body).get("stream"):
        await send({"type": "http.response.start", "status": 200, "headers": [EVENTS]})
        async for chunk in _chunks(body):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return
    async with _sessions[0].post(URL, data=body, headers=HEADERS) as answer:
        await _respond(send, await answer.read(), headers=[JSON], status=answer.status)


async def _respond(
    send: Send, body: bytes, *, headers: list[tuple[bytes, bytes]], status: int = 200
) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
