"""Tests of `router.bootstrap.keeping_answers`."""

from router.adapters.kept_answers.memory import MemoryAnswers
from router.adapters.kept_answers.redis import RedisAnswers
from router.bootstrap.keeping_answers import open_kept_answers
from router.settings import Settings
from tests.fakes import FixedClock


def test_replicas_that_share_a_redis_share_answers() -> None:
    shared = {
        "TIERWISE_DATABASE": "postgresql://host/db",
        "TIERWISE_REDIS": "redis://127.0.0.1:1/0",
    }

    assert isinstance(open_kept_answers(Settings.load({}), FixedClock()), MemoryAnswers)
    assert isinstance(open_kept_answers(Settings.load(shared), FixedClock()), RedisAnswers)
