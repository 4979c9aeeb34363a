"""What do the routes for kept answers take and give?"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from router.adapters.kept_answers.memory import MemoryAnswers
from router.bootstrap import Container
from router.bootstrap.administration import open_administration
from router.core.finding import Subject, SubjectKind
from router.core.kept_answer import KeptAnswer
from router.core.key import Role
from router.core.same_request import mark_of
from tests.api.admin.calling import Caller
from tests.factories import NOON
from tests.fakes import Service

CACHE = "/v1/admin/cache"
KEPT = KeptAnswer(decision_id="dec_1", cost_usd=Decimal(1), at=NOON, body=b"{}")


@pytest.fixture
async def container(container: Container, service: Service) -> Container:
    answers, stores = MemoryAnswers(clock=service.clock), service.stores
    for name, team in (("a", "search"), ("b", "search"), ("c", "ads")):
        mark = mark_of(Subject(SubjectKind.TEAM, team), key=stores.fingerprint_key)
        until = NOON + timedelta(hours=1)
        await answers.put(name, replace(KEPT, marks=(mark,)), until=until)
    admin = open_administration(stores, service.clock, answers=answers)
    return replace(container, admin=admin)


async def test_they_are_counted_and_cleared_by_whose_they_are(call: Caller) -> None:
    counted = (await call(f"GET {CACHE}")).json()
    cleared = (await call(f"DELETE {CACHE}?subject=team:search")).json()

    assert counted == {
        "object": "tierwise.cache",
        "where": "memory",
        "answers": 3,
        "bytes": 3 * KEPT.size,
    }
    assert cleared == {
        "object": "tierwise.cache.cleared",
        "subject": "team:search",
        "answers": 2,
    }
    assert (await call(f"DELETE {CACHE}")).json()["answers"] == 1
    assert (await call(f"GET {CACHE}")).json()["answers"] == 0


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
async def test_only_administrators_clear_and_auditors_look(call: Caller, role: Role) -> None:
    looked = (await call(f"GET {CACHE}", as_=role)).status_code
    assert looked == (200 if role is Role.AUDITOR else 403)
    assert (await call(f"DELETE {CACHE}", as_=role)).status_code == 403
    assert (await call(f"GET {CACHE}")).json()["answers"] == 3


@pytest.mark.parametrize(
    "query", ["team=search", "subject=search", "subject=team:", "subject=", "subject=x:y"]
)
async def test_what_is_written_wrongly_clears_nothing(call: Caller, query: str) -> None:
    for asked in (query, f"subject=team:search&{query}"):
        answer = await call(f"DELETE {CACHE}?{asked}")

        assert answer.status_code == 400
        assert answer.json()["error"]["param"] == query.partition("=")[0]
    assert (await call(f"GET {CACHE}")).json()["answers"] == 3
