"""Tests of `router.adapters.kept_answers.redis`: what happens where Redis is away."""

import logging
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from router.adapters.kept_answers.redis import RedisAnswers
from router.core.errors import AnswersUnavailable
from router.core.kept_answer import KeptAnswer
from tests.factories import NOON
from tests.fakes import FixedClock

if TYPE_CHECKING:
    from tests.redis_server import RedisServer

KEPT = KeptAnswer(decision_id="dec_1", cost_usd=Decimal(1), at=NOON, body=b"{}")
LATER = NOON + timedelta(hours=1)


async def test_a_redis_that_is_away_keeps_nothing_and_who_clears_it_hears_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answers = RedisAnswers("redis://127.0.0.1:1/0", clock=FixedClock())

    with caplog.at_level(logging.WARNING):
        await answers.put("n", KEPT, until=LATER)
        assert await answers.get("n") is None
    for act in (answers.clear, answers.count):
        with pytest.raises(AnswersUnavailable, match="is away"):
            await act()
    await answers.close()

    (told,) = caplog.messages
    assert "Redis is away" in told


async def test_what_cannot_be_read_is_no_answer(redis_server: "RedisServer") -> None:
    answers = RedisAnswers(redis_server.url, clock=FixedClock())
    await answers._redis.set("tierwise:answer:n", b"of another release", px=10_000)

    assert await answers.get("n") is None
    await answers.close()


async def test_a_very_long_answer_is_not_kept(redis_server: "RedisServer") -> None:
    answers = RedisAnswers(redis_server.url, clock=FixedClock())
    long = KeptAnswer(decision_id="d", cost_usd=Decimal(1), at=NOON, body=b"x" * 5_000_000)
    await answers.put("long", long, until=LATER)

    assert await answers.get("long") is None
    await answers.close()
