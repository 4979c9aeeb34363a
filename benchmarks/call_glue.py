"""How much CPU do reserving, calling and settling take, without storage and without a network?

python benchmarks/call_glue.py [--calls N] [--rounds N]

Sixteen tasks on stores that grant and book at once and a provider that answers at once, under two
hard budgets: the bare call, the same with its books, and one whose first try fails. The least of
all rounds, in turns, since others disturb a shared machine but never help.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from typing_extensions import override

from router.core.budget import Budget
from router.core.errors import UpstreamUnreachable
from router.core.hold import Hold, Reservation
from router.core.key import LOCAL_KEY
from router.core.ledger import DecisionRecord, LedgerEntry
from router.core.limit_book import LimitBook
from router.core.usage import Usage
from router.ports.provider import Answer, Call
from router.services.journey import Journey
from router.services.steps.call_upstream import Asked, CallUpstream
from tests.factories import chat_request
from tests.fakes import ANSWER, ScriptedProvider, Service

AT_ONCE = 16
BUDGETS = (("company", "month"), ("team", "day"))


class Granting:
    """Stands for the stores: every hold is granted as the first one was, every entry booked."""

    def __init__(self, granted: Reservation) -> None:
        self._granted = granted

    async def hold(self, hold: Hold, decision: DecisionRecord) -> Reservation:
        """Grant it."""
        return self._granted

    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Book it."""


@dataclass
class Answering(ScriptedProvider):
    """Answers at once; one deployment fails."""

    fails_at: str = ""

    @override
    async def complete(self, call: Call) -> Answer:
        """Answer or fail."""
        if call.deployment.name == self.fails_at:
            raise UpstreamUnreachable("Nobody listens.")
        return ANSWER


@dataclass(frozen=True)
class Glue:
    """The steps between a decision and its entry."""

    call: CallUpstream
    decided: Journey
    asked: Asked

    async def bare(self) -> None:
        """The provider alone."""
        journey = self.decided
        call = Call(deployment=journey.deployment, fields=self.asked.fields)
        await self.call.providers.of(journey.deployment).complete(call)

    async def booked(self) -> None:
        """Reserve, call, settle."""
        held = await self.call.reserve(self.decided, prompt=self.asked.prompt)
        journey, answer = await self.call.whole(held, self.asked)
        await self.call.settle(journey, answer.usage or Usage(), response_id="chatcmpl-1")


async def glue(*, fails_at: str = "") -> Glue:
    """The steps on stores that do nothing."""
    service = Service(retries=2, provider=Answering(fails_at=fails_at))
    limits = ({"id": id, "limit_usd": "100", "per": per, "hard": True} for id, per in BUDGETS)
    service.book = LimitBook([Budget.model_validate(limit) for limit in limits])
    steps, request = service.steps, chat_request()
    facts = await steps.gather.chat(request, LOCAL_KEY)
    decided = await steps.decide(facts, started_s=0.0, origin=request.origin)
    held = await steps.reserve(decided, prompt=str)
    stores = Granting(Reservation(is_held=True, accounts=held.accounts))
    settle = replace(steps.settle, ledger=stores, watch=None)  # type: ignore[arg-type]
    reserve = replace(steps.reserve, holds=stores, settle=settle)  # type: ignore[arg-type]
    call = replace(steps.call, reserve=reserve, settle=settle)
    return Glue(call, decided, Asked(fields=request.fields, prompt=str))


async def cpu_us(one: Callable[[], Awaitable[None]], *, calls: int) -> float:
    """CPU of one, where sixteen tasks do it again and again."""

    async def again() -> None:
        for _ in range(calls // AT_ONCE):
            await one()

    began_s = time.process_time()
    await asyncio.gather(*(again() for _ in range(AT_ONCE)))
    return (time.process_time() - began_s) / (calls // AT_ONCE * AT_ONCE) * 1e6


async def measured(*, calls: int, rounds: int) -> Mapping[str, float]:
    """The least CPU of each way, in microseconds."""
    usual = await glue()
    failing = await glue(fails_at=usual.decided.deployment.name)
    ways = {
        "the call alone": usual.bare,
        "reserve, call, settle": usual.booked,
        "the same where the first try fails": failing.booked,
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(await cpu_us(way, calls=calls))
    return {name: min(each) for name, each in found.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_600)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    work = partial(measured, calls=given.calls, rounds=given.rounds)
    for name, us in asyncio.run(work()).items():
        print(f"{name:36} {us:7.1f} us")


if __name__ == "__main__":
    main()
