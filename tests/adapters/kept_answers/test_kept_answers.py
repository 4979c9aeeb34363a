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
    is_stream=True,
    gist=(1, 2**55),
    marks=("search", "ada"),
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


async def test_what_bears_a_mark_can_be_forgotten_alone(answers: KeptAnswers) -> None:
    for number in range(150):
        marks = ("ada",) if number % 3 else ("bob",)
        kept = replace(KEPT, body=b"x", marks=marks)
        await answers.put(f"n{number}", kept, until=CLOCK.now() + HOUR)

    assert await answers.clear("nobody") == 0
    assert await answers.clear("bob") == 50
    assert (await answers.count()).answers == 100
    assert await answers.get("n0") is None
    assert await answers.get("n1") is not None


async def test_what_is_kept_is_counted(answers: KeptAnswers) -> None:
    before = await answers.count()
    for name in "abc":
        await answers.put(name, KEPT, until=CLOCK.now() + HOUR)
    await answers.put("d", KEPT, until=CLOCK.now() + timedelta(milliseconds=20))
    await asyncio.sleep(0.05)
    count = await answers.count()

    assert (before.answers, before.size_bytes) == (0, 0)
    assert count.answers == 3
    assert count.size_bytes > 3 * 100
    assert count.where in type(answers).__name__.lower()
