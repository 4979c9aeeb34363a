"""What holds wherever answers are kept: in memory, and in Redis."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from router.adapters.kept_answers.memory import MemoryAnswers
from router.adapters.system_clock import SystemClock
from router.core.kept_answer import KeptAnswer
from router.ports.kept_answers import KeptAnswers

if TYPE_CHECKING:
    from tests.redis_server import RedisServer

CLOCK = SystemClock()
HOUR = timedelta(hours=1)
KEPT = KeptAnswer(
    decision_id="dec_1",
    cost_usd=Decimal("0.000014"),
    at=CLOCK.now(),
    body=b'{"choices":[]}' * 100,
    usage_chunk=b"{}",
    headers={"x-request-id": "r"},
    gist=(1, 2**55),
)


@pytest.fixture(params=["memory", "redis"])
async def answers(request: pytest.FixtureRequest) -> AsyncIterator[KeptAnswers]:
    if request.param == "memory":
        made: KeptAnswers = MemoryAnswers(clock=CLOCK)
    else:
        from router.adapters.kept_answers.redis import RedisAnswers

        server: RedisServer = request.getfixturevalue("redis_server")
        made = RedisAnswers(server.url, clock=CLOCK)
        await made.clear()
    yield made
    await made.close()


async def test_what_is_put_is_got_whole(answers: KeptAnswers) -> None:
    await answers.put("n", KEPT, until=CLOCK.now() + HOUR)

    assert await answers.get("n") == KEPT
    assert await answers.get("m") is None


async def test_the_newest_replaces_the_older_one(answers: KeptAnswers) -> None:
    await answers.put("n", KEPT, until=CLOCK.now() + HOUR)
    await answers.put("n", replace(KEPT, decision_id="dec_2"), until=CLOCK.now() + HOUR)

    found = await answers.get("n")
    assert found is not None
    assert found.decision_id == "dec_2"


async def test_what_is_over_is_gone(answers: KeptAnswers) -> None:
    await answers.put("n", KEPT, until=CLOCK.now() + timedelta(milliseconds=30))
    await answers.put("m", KEPT, until=CLOCK.now() - HOUR)
    await asyncio.sleep(0.05)

    assert [await answers.get(name) for name in "nm"] == [None, None]


async def test_all_can_be_forgotten(answers: KeptAnswers) -> None:
    for name in "abc":
        await answers.put(name, KEPT, until=CLOCK.now() + HOUR)

    assert await answers.clear() == 3
    assert await answers.get("a") is None
    assert await answers.clear() == 0
