"""Tests of `router.services.administer_answers`."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from router.adapters.kept_answers.memory import MemoryAnswers
from router.adapters.storage.memory_admin_log import MemoryAdminLog
from router.core.finding import Subject, SubjectKind
from router.core.kept_answer import KeptAnswer
from router.core.key import Role, VirtualKey
from router.core.same_request import mark_of
from router.ports.admin_log import Wanted
from router.services.administer import Administer
from router.services.administer_answers import AdministerAnswers
from tests.factories import NOON
from tests.fakes import FixedClock

ADMIN = VirtualKey(id="key_a", name="ada's", prefix="tw-a", role=Role.ADMIN)
KEY = b"a key of tests"
SEARCH, ADS = (Subject(SubjectKind.TEAM, name) for name in ("search", "ads"))
KEPT = KeptAnswer(decision_id="dec_1", cost_usd=Decimal(1), at=NOON, body=b"{}")


@pytest.fixture
def log() -> MemoryAdminLog:
    return MemoryAdminLog()


@pytest.fixture
async def desk(log: MemoryAdminLog) -> AdministerAnswers:
    clock = FixedClock()
    answers = MemoryAnswers(clock=clock)
    for name, of in (("a", SEARCH), ("b", SEARCH), ("c", ADS)):
        kept = replace(KEPT, marks=(mark_of(of, key=KEY),))
        await answers.put(name, kept, until=NOON + timedelta(hours=1))
    return AdministerAnswers(answers=answers, key=KEY, administer=Administer(log=log, clock=clock))


async def test_what_one_team_asked_for_is_forgotten_alone(desk: AdministerAnswers) -> None:
    assert await desk.clear(ADMIN, SEARCH) == 2
    assert (await desk.count()).answers == 1


async def test_all_are_forgotten(desk: AdministerAnswers) -> None:
    assert await desk.clear(ADMIN) == 3
    assert (await desk.count()).answers == 0


async def test_each_clearing_is_written_down_with_whose_and_how_many(
    desk: AdministerAnswers, log: MemoryAdminLog
) -> None:
    await desk.clear(ADMIN, SEARCH)
    await desk.clear(ADMIN)

    acts = [
        (one.actor, one.kind, one.subject, one.stage, dict(one.said))
        for one in reversed(await log.latest(Wanted(), most=9))
    ]
    assert acts == [
        ("key_a", "answers.clear", "team:search", "begun", {}),
        ("key_a", "answers.clear", "team:search", "done", {"answers": 2}),
        ("key_a", "answers.clear", "all", "begun", {}),
        ("key_a", "answers.clear", "all", "done", {"answers": 1}),
    ]
