"""Services that give answers again, and callers who read streams, for tests of both."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from typing_extensions import override

from router.adapters.kept_answers.memory import MemoryAnswers
from router.core.caller import UNASSIGNED, Caller
from router.core.chat import ChatRequest
from router.core.dialects.chunks import bare_event
from router.core.errors import RouterError
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.services.complete import Complete
from router.services.given_again import Again
from router.services.journey import Journey
from router.services.reuse_answers import Errand, ReuseAnswers
from tests.factories import chat_request, facts, journey, policy, rulebook
from tests.fakes import FixedClock, ScriptedStream, Service

BODY = b'{"choices":[]}'
COST = Decimal("0.0014")
ASKED = chat_request(is_streamed=True, wants_usage=True)
STREAM = [
    bare_event({"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})
    for delta, reason in (
        ({"role": "assistant", "content": ""}, None),
        ({"content": "hel"}, None),
        ({"content": "lo"}, None),
        ({}, "stop"),
    )
]
USAGE_CHUNK = b'{"id":"c","choices":[],"usage":{"prompt_tokens": 9,"completion_tokens":2}}'
WHOLE = json.dumps(
    {
        "id": "c",
        "object": "chat.completion",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "hello"},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 9, "completion_tokens": 2},
    }
).encode()
ALWAYS = {"tokens": {"at_least": 0}}
NAMES = st.sampled_from(["a", "b", UNASSIGNED])
Who = tuple[str, str, str, str]


def decided(
    then: Mapping[str, object] | None = None,
    *,
    after: timedelta = timedelta(0),
    caller: Caller | None = None,
) -> Journey:
    known = facts()
    on = caller or replace(known.caller, key_id="key_1")
    rules = policy({"when": ALWAYS, "then": then or {"reuse_answers": "1h"}})
    at = known.at + after
    return journey(on=replace(known, at=at, caller=on), with_rulebook=rulebook(rules))


def answers() -> ReuseAnswers:
    return ReuseAnswers(MemoryAnswers(clock=FixedClock()), key=b"a key of tests")


async def keep(
    of: ReuseAnswers, on: Journey, request: ChatRequest | None = None, *, body: bytes = BODY
) -> None:
    errand = await of.find(on, request or chat_request())
    assert isinstance(errand, Errand)
    await errand.done(on, body=body, cost_usd=COST)


async def found(of: ReuseAnswers, on: Journey, request: ChatRequest | None = None) -> Again | None:
    ended = await of.find(on, request or chat_request())
    if isinstance(ended, Again):
        return ended
    ended.end()
    return None


def serving(*, is_silent: bool = False) -> tuple[Service, Complete]:
    service = Service()
    service.rulebooks.in_force = rulebook(policy({"when": ALWAYS, "then": {"reuse_answers": "1h"}}))
    service.provider.is_silent = is_silent
    return service, replace(service.complete, reuse=answers())


async def relayed(complete: Complete, request: ChatRequest) -> bytes:
    sent: list[bytes] = []

    async def send(events: bytes) -> None:
        sent.append(events)

    await (await complete.stream(request, LOCAL_KEY))(send)
    return b"".join(sent)


class Reading:
    """A caller of a stream who can read slowly, and leave."""

    def __init__(self, complete: Complete) -> None:
        self.heard: list[bytes] = []
        self.may_read = asyncio.Event()
        self.may_read.set()
        self.breaks = False
        self.task = asyncio.create_task(self._read(complete))

    @property
    def events(self) -> list[bytes]:
        """What the provider sent, event by event."""
        whole = [part + b"\n\n" for part in b"".join(self.heard).split(b"\n\n") if part]
        return [one for one in whole if b"[DONE]" not in one and b"tierwise" not in one]

    async def leave(self) -> None:
        self.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await self.task

    async def _read(self, complete: Complete) -> None:
        self.relay = await complete.stream(ASKED, LOCAL_KEY)
        await self.relay(self._hear)

    async def _hear(self, events: bytes) -> None:
        await self.may_read.wait()
        if self.breaks:
            raise ConnectionResetError
        self.heard.append(events)


class PacedStream(ScriptedStream):
    """A stream that gives so many events as a test permits, and its end as one more."""

    def __init__(self, events: Sequence[bytes], *, error: RouterError | None = None) -> None:
        super().__init__(events, usage_chunk=USAGE_CHUNK, error=error)
        self._permits = asyncio.Semaphore(0)

    def give(self, count: int) -> None:
        for _ in range(count):
            self._permits.release()

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        for event in self.events:
            await self._permits.acquire()
            yield event
        await self._permits.acquire()
        if self.error is not None:
            raise self.error


def outcomes(service: Service) -> list[Outcome]:
    return [entry.outcome for entry in service.ledger.booked]


async def until(claim: Callable[[], bool]) -> None:
    for _ in range(100):
        await asyncio.sleep(0)
        if claim():
            return
    pytest.fail("it never came to that")
