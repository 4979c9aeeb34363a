"""The floor: a pass-through of FastAPI and aiohttp that does nothing else.

uvicorn benchmarks.overhead.bare:app, with UPSTREAM=http://127.0.0.1:PORT/v1
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import orjson
from fastapi import FastAPI, Request
from starlette.responses import Response, StreamingResponse

URL = os.environ.get("UPSTREAM", "http://127.0.0.1:9000/v1") + "/chat/completions"
HEADERS = {"content-type": "application/json", "authorization": "Bearer upstream"}


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=60)
    async with aiohttp.ClientSession(connector=connector) as session:
        app.state.session = session
        yield


app = FastAPI(lifespan=_lifespan)


@app.get("/healthz")
async def healthz() -> str:
    """The process answers."""
    return "ok"


@app.post("/v1/chat/completions")
async def complete(request: Request) -> Response:
    """Pass the body on and the answer back."""
    body = await request.body()
    if orjson.loads(body).get("stream"):
        return StreamingResponse(_chunks(body), media_type="text/event-stream")
    async with app.state.session.post(URL, data=body, headers=HEADERS) as answer:
        return Response(await answer.read(), answer.status, media_type="application/json")


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    async with app.state.session.post(URL, data=body, headers=HEADERS) as answer:
        async for chunk in answer.content.iter_any():
            yield chunk
