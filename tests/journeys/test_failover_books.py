"""Whatever providers do and whenever callers leave: the books are exact, and nothing stays held."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from router.core.budget import Budget
from router.core.caller import Caller
from router.core.deployment import Deployment
from router.core.errors import (
    UpstreamBrokeOff,
    UpstreamFailed,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
    UpstreamUnreachable,
)
from router.core.hold import Unit
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.limit_book import LimitBook
from router.core.money import to_nanos
from router.ports.provider import Answer, AnswerStream, Call
from tests.factories import catalog, chat_request, deployment, policy, rulebook
from tests.fakes import ANSWER, EVENT, ScriptedStream, Service

RETRIES = 2
NAMES = ("small", "spare", "middle")
ERRORS = {
    "failed": UpstreamFailed,
    "broke off": UpstreamBrokeOff,
    "limited": UpstreamRateLimited,
    "silent": UpstreamTimedOut,
    "unreachable": UpstreamUnreachable,
}
OF_PROVIDERS = (UpstreamFailed, UpstreamRateLimited, UpstreamRejected, UpstreamTimedOut)
KINDS = ("answers", "answers without usage", "is cut off", "rejected", *ERRORS)

TURNS = (0, 1, 3, 12, 400)
"""The last take longer than a hedge waits."""


@dataclass(frozen=True)
class Ending:
    """How one call of a provider goes on, and after how many turns of the loop."""

    kind: str
    turns: int


@dataclass(frozen=True)
class Asking:
    """One caller."""

    is_streamed: bool
    leaves_after: int | None
    """How many turns of the loop; None: it stays."""


@dataclass
class Fickle:
    """Implements `Provider` and `Providers`: each call ends as the next of the endings says."""

    endings: Sequence[Ending]
    calls: list[Call] = field(default_factory=list)

    def of(self, deployment: Deployment) -> "Fickle":
        return self

    async def complete(self, call: Call) -> Answer:
        kind = await self._next(call)
        has_usage = kind == "answers"
        return Answer(body=ANSWER.body, usage=ANSWER.usage if has_usage else None)

    async def stream(self, call: Call) -> AnswerStream:
        kind = await self._next(call)
        if kind == "is cut off":
            return ScriptedStream(events=(EVENT,), error=UpstreamBrokeOff("cut"), usage=None)
        return ScriptedStream() if kind == "answers" else ScriptedStream(usage=None)

    async def _next(self, call: Call) -> str:
        ending = self.endings[len(self.calls) % len(self.endings)]
        self.calls.append(call)
        for _ in range(ending.turns):
            await asyncio.sleep(0)
        if ending.kind in ERRORS:
            raise ERRORS[ending.kind](ending.kind)
        if ending.kind == "rejected":
            raise UpstreamRejected("no", upstream_status=400, upstream_body=b"{}")
        return ending.kind


def serving(endings: Sequence[Ending], *, is_hedged: bool) -> Service:
    hedge = {"hedge": {"after_ms": 1}} if is_hedged else {}
    rule = {"when": {"tokens": {"at_least": 1}}, "then": {"tier": "economy", **hedge}}
    small, spare = deployment("small"), deployment("spare", input_usd="0.2", output_usd="0.8")
    service = Service(retries=RETRIES)
    service.rulebooks.in_force = rulebook(
        policy(rule), of=catalog(small, spare, *catalog().deployments[1:])
    )
    service.provider = Fickle(endings)  # type: ignore[assignment]
    told = {"id": "all", "limit_usd": "1000", "per": "month", "hard": True}
    service.book = LimitBook([Budget.model_validate(told)])
    return service


async def ask(service: Service, asking: Asking) -> None:
    """Ask, and leave when told; a provider's errors are what this is about."""
    request = chat_request(is_streamed=asking.is_streamed)

    async def hear(events: bytes) -> None:
        await asyncio.sleep(0)

    async def whole() -> None:
        with suppress(*OF_PROVIDERS):
            if asking.is_streamed:
                relay = await service.complete.stream(request, LOCAL_KEY)
                await relay(hear)
            else:
                await service.complete(request, LOCAL_KEY)

    task = asyncio.create_task(whole())
    if asking.leaves_after is not None:
        for _ in range(asking.leaves_after):
            await asyncio.sleep(0)
        task.cancel()
    await asyncio.gather(task, return_exceptions=asking.leaves_after is not None)


@settings(max_examples=60, deadline=None)
@given(
    endings=st.lists(
        st.builds(Ending, st.sampled_from(KINDS), st.sampled_from(TURNS)), min_size=1, max_size=9
    ),
    askings=st.lists(
        st.builds(Asking, st.booleans(), st.none() | st.integers(0, 40) | st.integers(0, 900)),
        min_size=1,
        max_size=8,
    ),
    is_hedged=st.booleans(),
)
def test_the_account_is_the_sum_of_the_ledger_and_nothing_stays_held(
    endings: list[Ending], askings: list[Asking], *, is_hedged: bool
) -> None:
    asyncio.run(_check(endings, askings, is_hedged=is_hedged))


async def _check(endings: list[Ending], askings: list[Asking], *, is_hedged: bool) -> None:
    service = serving(endings, is_hedged=is_hedged)

    await asyncio.gather(*(ask(service, one) for one in askings))

    booked = service.ledger.booked
    assert len(service.reservations) == 0
    assert await service.holds.of("proc_1") == []
    assert len({entry.id for entry in booked}) == len(booked)
    assert len(booked) == len(service.provider.calls), "each call has one entry"
    (claim,) = service.book.claims(
        Caller(key_id="key_1"),
        deployment("small"),
        at=service.clock.now(),
        amounts={Unit.USD: 1},
    )
    (state,) = await service.accounts.states([claim])
    assert state.held == 0
    assert state.spent == sum(to_nanos(entry.cost_usd) for entry in booked)
    for decision_id in {entry.decision_id for entry in booked}:
        tries = [entry for entry in booked if entry.decision_id == decision_id]
        assert len(tries) <= RETRIES + 1
        assert sum(entry.outcome is Outcome.COMPLETED for entry in tries) <= 1
