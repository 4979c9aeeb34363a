"""A service before two upstreams of which one fails, and what its books say afterwards."""

import asyncio
import sqlite3
from collections.abc import Coroutine, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

from router.core.ledger import LedgerEntry
from router.core.money import from_nanos, to_nanos
from tests.journeys.rulebooks import KEY
from tests.journeys.running import (
    Service,
    eventually,
    fifty_at_once,
    running_service,
    variables,
)
from tests.upstream import Upstream

T = TypeVar("T")
MESSAGES = [{"role": "user", "content": "Say hello"}]


def policy(effects: str = "") -> str:
    """All goes to economy; `effects` say more of how it is called."""
    return f"""
version: 1
name: failing-over
budgets:
  - {{id: all, limit_usd: 10, per: year, hard: true}}
default: {{tier: economy, reason: Nothing else applies.}}
rules:
  - id: how
    reason: So it is tested.
    when: {{tokens: {{at_least: 1}}}}
    then: {{stickiness: never{effects}}}
"""


@dataclass(frozen=True)
class Stage:
    """Two upstreams. They answer while something is being done on their loop."""

    runner: asyncio.Runner
    first: Upstream
    second: Upstream

    def do(self, work: Coroutine[object, object, T]) -> T:
        """Run something to its end."""
        return self.runner.run(work)

    def ask(self, service: Service, *bodies: dict[str, object]) -> list[httpx.Response]:
        """What is answered to requests, all made at once."""
        return self.do(asked(service, *bodies))

    @property
    def catalog(self) -> str:
        """One deployment at each upstream: the first is cheaper, and so it is chosen."""
        return f"""
version: 1
deployments:
  - {{name: first, model: openai/first-model, tier: economy, api_base: '{self.first.base_url}',
     context_window: 8000, capabilities: [],
     prices: {{input_usd_per_mtok: 1, cached_input_usd_per_mtok: 0.1, output_usd_per_mtok: 4}}}}
  - {{name: second, model: openai/second-model, tier: economy, api_base: '{self.second.base_url}',
     context_window: 8000, capabilities: [],
     prices: {{input_usd_per_mtok: 2, cached_input_usd_per_mtok: 0.2, output_usd_per_mtok: 8}}}}
"""

    @contextmanager
    def serving(self, folder: Path, *, effects: str = "") -> Iterator[Service]:
        """The service before them."""
        given = variables(
            folder,
            policy=policy(effects),
            catalog=self.catalog,
            OPENAI_API_KEY=KEY,
            TIERWISE_RETRIES="2",
        )
        with running_service(given) as running:
            yield running


@contextmanager
def two_upstreams() -> Iterator[Stage]:
    """A stage that is cleared up afterwards."""
    first, second = Upstream(), Upstream()
    with asyncio.Runner() as runner:
        for upstream in (first, second):
            runner.run(upstream.__aenter__())
        try:
            yield Stage(runner, first, second)
        finally:
            for upstream in (first, second):
                runner.run(upstream.__aexit__())


async def asked(service: Service, *bodies: dict[str, object]) -> list[httpx.Response]:
    """What is answered to requests, all made at once."""
    url = f"{service.base_url}/chat/completions"
    async with fifty_at_once() as client:
        return await asyncio.gather(*(client.post(url, json=body) for body in bodies))


def chat(*, streamed: bool = False, **more: object) -> dict[str, object]:
    """A request that policy decides on."""
    return {"model": "auto", "messages": MESSAGES, "stream": streamed, **more}


def spent_and_held(service: Service) -> tuple[int, int]:
    """What the one budget's account says, in nano-USD."""
    with closing(sqlite3.connect(service.settings.database)) as connection:
        rows = connection.execute("SELECT spent, held FROM account_slice").fetchall()
    return sum(spent for spent, _ in rows), sum(held for _, held in rows)


def assert_books_agree(service: Service) -> list[LedgerEntry]:
    """The account is the sum of the ledger to the nano-dollar, and nothing is held any more."""

    def agree() -> bool:
        booked = sum(to_nanos(entry.cost_usd) for entry in service.entries())
        return spent_and_held(service) == (booked, 0)

    eventually(agree)
    entries = service.entries()
    with closing(sqlite3.connect(service.settings.database)) as connection:
        (holds,) = connection.execute("SELECT count(*) FROM hold").fetchone()
    assert holds == 0
    assert sum(entry.cost_usd for entry in entries) == from_nanos(spent_and_held(service)[0])
    return entries
