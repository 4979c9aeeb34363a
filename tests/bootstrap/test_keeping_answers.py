"""Tests of `router.bootstrap.keeping_answers`."""

from datetime import timedelta
from decimal import Decimal

from router.adapters.kept_answers.memory import MemoryAnswers
from router.adapters.kept_answers.redis import RedisAnswers
from router.bootstrap.administration import open_administration
from router.bootstrap.keeping_answers import open_kept_answers
from router.core.kept_answer import KeptAnswer
from router.settings import Settings
from tests.factories import NOON
from tests.fakes import FixedClock, Service


def test_replicas_that_share_a_redis_share_answers() -> None:
    shared = {
        "TIERWISE_DATABASE": "postgresql://host/db",
        "TIERWISE_REDIS": "redis://127.0.0.1:1/0",
    }

    assert isinstance(open_kept_answers(Settings.load({}), FixedClock()), MemoryAnswers)
    assert isinstance(open_kept_answers(Settings.load(shared), FixedClock()), RedisAnswers)


async def test_what_is_administered_is_what_is_given_again_also_while_it_is_empty() -> None:
    service = Service()
    answers = MemoryAnswers(clock=service.clock)
    administration = open_administration(service.stores, service.clock, answers=answers)
    kept = KeptAnswer(decision_id="dec_1", cost_usd=Decimal(1), at=NOON, body=b"{}")
    await answers.put("n", kept, until=NOON + timedelta(hours=1))

    assert (await administration.answers.count()).answers == 1
