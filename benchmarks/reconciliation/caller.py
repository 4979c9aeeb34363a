"""How are the planned calls made: who reads to the end, who goes away, who tries again?"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

import aiohttp

from benchmarks.reconciliation.provider import Provider
from benchmarks.reconciliation.turn import Ending, Turn
from benchmarks.reconciliation.words import TOOLS

__all__ = ["Mishap", "make_calls"]

_EVENT = b"data: "


class Mishap(AssertionError):
    """A call did not go as planned, so that its bill proves nothing."""


async def make_calls(
    base_url: str, turns: Sequence[Turn], *, provider: Provider, at_once: int
) -> None:
    """Make all calls, so many at once.

    Raises:
        Mishap: an answer was not the planned one.
    """
    waiting = iter(turns)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(base_url, connector=connector) as session:

        async def work() -> None:
            for turn in waiting:
                await _make(session, turn, provider=provider)

        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(work())
    await provider.idle()


async def _make(session: aiohttp.ClientSession, turn: Turn, *, provider: Provider) -> None:
    for status in turn.refused_first:
        async with _post(session, turn) as refused:
            _expect(turn, refused.status == (502 if status in (500, 503) else status))
    if turn.ending is Ending.IS_LEFT_WAITING:
        await _leave_waiting(session, turn, provider=provider)
        return
    async with _post(session, turn) as response:
        if turn.is_left:
            await _listen(response, events=turn.after + 1)  # the first names the role
            response.close()
            return
        body = await response.read()
        _expect(turn, response.status == _status(turn), body)
        if turn.is_streamed and response.status == 200:
            _expect(turn, body.endswith(b"[DONE]\n\n") is (turn.ending is Ending.COMPLETES), body)


async def _leave_waiting(session: aiohttp.ClientSession, turn: Turn, *, provider: Provider) -> None:
    async def ask() -> None:
        async with _post(session, turn):
            raise Mishap(f"{turn} was answered")

    asking = asyncio.create_task(ask())
    await provider.begun(turn.number)
    asking.cancel()
    await asyncio.wait([asking])
    provider.left(turn.number)
    if not asking.cancelled():
        asking.result()


async def _listen(response: aiohttp.ClientResponse, *, events: int) -> None:
    heard = 0
    async for line in response.content:
        heard += line.startswith(_EVENT)
        if heard >= events:
            return
    raise Mishap(f"the stream ended after {heard} of {events} events")


def _post(
    session: aiohttp.ClientSession, turn: Turn
) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
    is_embedding = turn.model == "embedder"
    path = "/v1/embeddings" if is_embedding else "/v1/chat/completions"
    headers = {"content-type": "application/json", "x-tierwise-tags": f"call:{turn.number}"}
    return session.post(path, data=_body(turn, is_embedding=is_embedding), headers=headers)


def _body(turn: Turn, *, is_embedding: bool) -> bytes:
    asked: dict[str, object] = {"model": turn.model, "seed": turn.number}
    if is_embedding:
        return json.dumps({**asked, "input": turn.messages}).encode()
    asked["messages"] = [{"role": "user", "content": text} for text in turn.messages]
    if turn.choices > 1:
        asked["n"] = turn.choices
    if turn.asked_service is not None:
        asked["service_tier"] = turn.asked_service
    if turn.is_streamed:
        asked["stream"] = True
        asked["stream_options"] = {"include_usage": turn.asks_usage}
    body = json.dumps(asked)
    if turn.has_tools:  # as they are written, since they are counted so
        body = f'{body[:-1]}, "tools": {TOOLS[0]}}}'
    return body.encode()


def _status(turn: Turn) -> int:
    if turn.ending is Ending.STAYS_SILENT:
        return 504
    if turn.ending is Ending.REFUSES:
        return 502 if turn.status in (500, 503) else turn.status
    return 200


def _expect(turn: Turn, holds: bool, body: bytes = b"") -> None:
    if not holds:
        raise Mishap(f"{turn} went otherwise: {body[-500:]!r}")
