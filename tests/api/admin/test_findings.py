"""What do the routes for findings take and give?"""

import pytest

from router.core.key import Role
from tests.api.admin.calling import Caller
from tests.contracts.test_findings import finding
from tests.fakes import Service

FINDINGS = "/v1/admin/findings"


@pytest.fixture
async def filled(call: Caller, service: Service) -> Caller:
    for one in (finding("fnd_ours"), finding("fnd_theirs", kind="loop", team="pay", minutes=1)):
        await service.findings.add(one)
    return call


async def ids(call: Caller, query: str = "", *, as_: Role = Role.ADMIN) -> list[str]:
    answer = await call(f"GET {FINDINGS}{query}", as_=as_)
    assert answer.status_code == 200
    return [one["id"] for one in answer.json()["data"]]


async def test_they_are_listed_newest_first_within_reach(filled: Caller) -> None:
    assert await ids(filled) == ["fnd_theirs", "fnd_ours"]
    assert await ids(filled, as_=Role.AUDITOR) == ["fnd_theirs", "fnd_ours"]
    assert await ids(filled, as_=Role.TEAM_LEAD) == ["fnd_ours"]
    assert (await filled(f"GET {FINDINGS}", as_=Role.MEMBER)).status_code == 403


async def test_one_may_ask_for_some(filled: Caller) -> None:
    assert await ids(filled, "?kind=loop") == ["fnd_theirs"]
    assert await ids(filled, "?subject=key:key_1&limit=1") == ["fnd_theirs"]
    assert await ids(filled, "?subject=user:ada") == []
    assert await ids(filled, "?since=2026-11-20T12:00:30Z") == ["fnd_theirs"]
    assert await ids(filled, "?state=any") == ["fnd_theirs", "fnd_ours"]


@pytest.mark.parametrize("query", ["?state=closed", "?subject=ada", "?since=today", "?who=ada"])
async def test_what_cannot_be_asked_is_refused_by_name(filled: Caller, query: str) -> None:
    answer = await filled(f"GET {FINDINGS}{query}")

    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == query[1:].partition("=")[0]


async def test_one_is_shown_with_its_numbers(filled: Caller) -> None:
    found = (await filled(f"GET {FINDINGS}/fnd_ours")).json()

    assert (found["object"], found["subject"]) == ("tierwise.finding", "key:key_1")
    assert found["evidence"] == {"requests_per_minute": 90.0}
    assert (await filled(f"GET {FINDINGS}/nothing")).status_code == 404


async def test_a_release_ends_it_and_a_false_alarm_raises_the_threshold(filled: Caller) -> None:
    body = {"false_alarm": True, "why": "batch"}
    judged = await filled(f"POST {FINDINGS}/fnd_ours/release", as_=Role.TEAM_LEAD, json=body)

    assert judged.status_code == 200
    assert judged.json()["threshold_factor"] == 1.5
    assert judged.json()["lifted_by"] == "user-team_lead"
    assert judged.json()["is_open"] is False


async def test_only_who_may_release_does(filled: Caller) -> None:
    for role, status in ((Role.AUDITOR, 403), (Role.MEMBER, 403), (Role.FINANCE, 403)):
        answer = await filled(f"POST {FINDINGS}/fnd_ours/release", as_=role, json={})
        assert answer.status_code == status
    theirs = await filled(f"POST {FINDINGS}/fnd_theirs/confirm", as_=Role.TEAM_LEAD, json={})
    assert theirs.status_code == 404


async def test_what_is_confirmed_stays_open(filled: Caller, service: Service) -> None:
    answer = await filled(f"POST {FINDINGS}/fnd_ours/confirm")

    assert (answer.json()["is_false"], answer.json()["lifted_at"]) == (False, None)
    assert len(await service.findings.standing()) == 2
