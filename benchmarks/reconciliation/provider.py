"""A provider on this machine that plays what the plan says, counts for itself and bills.

It bills input and output of whole answers; of a stream that somebody left or that broke, the input
and each token that it had written; of what it refused, nothing.
"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Self

from aiohttp import web

from benchmarks.reconciliation.books import Books, Count
from benchmarks.reconciliation.turn import Ending, Piece, Says, Turn
from benchmarks.reconciliation.wire_format import (
    DONE,
    as_event,
    delta_of,
    embeddings,
    error,
    event,
    usage_event,
    usage_of,
    whole_answer,
)
from benchmarks.reconciliation.words import TOOLS

__all__ = ["Provider"]

_PAUSE_S = 0.001
"""Between two pieces of a model that goes on speaking."""


class Provider:
    """`async with Provider(turns) as provider:` - a request names its turn in `seed`."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self.books = Books()
        self.base_url = ""
        self.asked: Counter[int] = Counter()
        """How often each call arrived."""
        self._left: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self._begun: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self._turns: Mapping[int, Turn] = {turn.number: turn for turn in turns}
        self._under_way = 0
        app = web.Application()
        app.router.add_post("/{path:.*}", self._answer)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=1
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def begun(self, call: int) -> None:
        """Wait until the model has read what a call asks."""
        await self._begun[call].wait()

    def left(self, call: int) -> None:
        """Tell that nobody waits for a call any more: it may be answered now."""
        self._left[call].set()

    async def idle(self) -> None:
        """Wait until it has noticed all ends."""
        while self._under_way:  # noqa: ASYNC110 - sockets are watched, and have no event
            await asyncio.sleep(_PAUSE_S)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked: dict[str, object] = json.loads(await request.read())
        turn = self._turns[int(str(asked["seed"]))]
        self.asked[turn.number] += 1
        attempt = self.asked[turn.number] - 1
        if turn.hangs_up_first and attempt == 0:
            return await _hang_up(request)
        if attempt < len(turn.refused_first):
            return _refusal(turn.refused_first[attempt])
        if turn.ending is Ending.REFUSES:
            return _refusal(turn.status)
        count = Count(text=_text_tokens(asked))
        self._under_way += 1
        try:
            return await self._play(turn, count, request=request, asked=asked)
        finally:
            self._under_way -= 1
            model = str(asked["model"])
            self.books.bill(turn.number, count, model=model, service=turn.service)

    async def _play(
        self, turn: Turn, count: Count, *, request: web.Request, asked: Mapping[str, object]
    ) -> web.StreamResponse:
        self._begun[turn.number].set()
        is_whole = asked.get("stream") is not True
        waits = turn.ending is Ending.IS_LEFT_WAITING
        if turn.ending is Ending.STAYS_SILENT or (waits and not is_whole):
            await asyncio.Event().wait()  # until the service hangs up
        if waits:
            await self._left[turn.number].wait()
        if is_whole:
            return web.Response(body=_whole(turn, count), content_type="application/json")
        response = web.StreamResponse()
        response.content_type = "text/event-stream"
        await response.prepare(request)
        await _speak(turn, count, response=response)
        if turn.ending is Ending.BREAKS_OFF and request.transport is not None:
            request.transport.close()  # what was written still arrives
        elif turn.ending is Ending.REPORTS_AN_ERROR:
            await response.write(b"data: " + error(500) + b"\n\n")
        elif turn.ending is Ending.IS_LEFT:
            await asyncio.Event().wait()
        elif turn.ending is Ending.COMPLETES:
            count.extra = turn.extra
            await response.write(_end(turn, count, asks=_asks_usage(asked)))
        return response


def _whole(turn: Turn, count: Count) -> bytes:
    count.extra = turn.extra
    for piece in turn.pieces:
        count.write(piece)
    usage = None if turn.says is Says.NEVER else usage_of(count, turn.dialect)
    if turn.model == "embedder":
        return embeddings(turn, usage or {})
    return whole_answer(turn, usage)


async def _speak(turn: Turn, count: Count, *, response: web.StreamResponse) -> None:
    """Write the pieces that are to come; each counts once it is written."""
    running = turn.says is Says.ALL_ALONG
    if running:
        count.extra = turn.extra
    await response.write(as_event(event(turn, {"role": "assistant", "content": ""})))
    for piece in _due(turn):
        chunk = event(turn, delta_of(piece), choice=piece.choice)
        count.write(piece)
        try:
            await response.write(
                as_event(chunk, usage_of(count, turn.dialect) if running else None)
            )
        except ConnectionResetError:
            _unwrite(count, piece)
            raise
        if turn.ending is Ending.IS_LEFT_SPEAKING:
            await asyncio.sleep(_PAUSE_S)


def _due(turn: Turn) -> Sequence[Piece]:
    is_whole = turn.ending in (Ending.COMPLETES, Ending.IS_LEFT_SPEAKING)
    return turn.pieces if is_whole else turn.pieces[: turn.after]


def _unwrite(count: Count, piece: Piece) -> None:
    """It did not leave the house after all."""
    if piece.place == "reasoning_content":
        count.thought -= 1
    else:
        count.said -= 1


def _end(turn: Turn, count: Count, *, asks: bool) -> bytes:
    usage = usage_of(count, turn.dialect)
    attached = usage if turn.says is Says.WITH_THE_LAST_WORDS else None
    last = as_event(event(turn, {}, last=True), attached)
    if turn.says is Says.AT_THE_END and asks:
        last += usage_event(turn, usage)
    return last + DONE


def _asks_usage(asked: Mapping[str, object]) -> bool:
    options = asked.get("stream_options")
    return isinstance(options, dict) and options.get("include_usage") is True


def _text_tokens(asked: Mapping[str, object]) -> int:
    """Each word is a token, and so is the end of each message; tools are known by heart."""
    if "input" in asked:
        texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
        return sum(len(str(text).split()) for text in texts)
    messages = asked["messages"]
    if not isinstance(messages, list):
        raise TypeError("messages are a list")
    words = sum(len(message["content"].split()) + 1 for message in messages)
    return words + (TOOLS[1] if asked.get("tools") else 0)


async def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.close()
    await asyncio.Event().wait()  # it is cancelled with the connection
    raise web.HTTPInternalServerError


def _refusal(status: int) -> web.Response:
    return web.Response(status=status, body=error(status), content_type="application/json")
