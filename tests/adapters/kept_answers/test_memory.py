"""Tests of `router.adapters.kept_answers.memory`: what has room."""

from datetime import timedelta
from decimal import Decimal

from router.adapters.kept_answers.memory import MemoryAnswers
from router.core.kept_answer import KeptAnswer
from tests.factories import NOON
from tests.fakes import FixedClock

LATER = NOON + timedelta(hours=1)


def kept(body: bytes = b"{}") -> KeptAnswer:
    return KeptAnswer(decision_id="dec_1", cost_usd=Decimal(1), at=NOON, body=body)


async def test_the_oldest_make_room_and_what_is_used_stays() -> None:
    answers = MemoryAnswers(clock=FixedClock(), most_bytes=10_000)
    await answers.put("used", kept(), until=LATER)
    for number in range(30):
        await answers.get("used")
        await answers.put(str(number), kept(), until=LATER)

    assert len(answers) == 9
    assert await answers.get("used") is not None
    assert await answers.get("0") is None


async def test_one_long_answer_does_not_drive_out_all_others() -> None:
    answers = MemoryAnswers(clock=FixedClock(), most_bytes=10_000)
    await answers.put("short", kept(), until=LATER)
    await answers.put("long", kept(b"x" * 9_000), until=LATER)

    assert len(answers) == 1


async def test_what_is_over_takes_no_room_once_it_was_looked_for() -> None:
    clock = FixedClock()
    answers = MemoryAnswers(clock=clock)
    await answers.put("n", kept(), until=LATER)
    clock.advance(3_600)

    assert await answers.get("n") is None
    assert len(answers) == 0
