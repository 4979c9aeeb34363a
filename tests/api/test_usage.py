"""Tests of `router.api.usage`."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from router.bootstrap import Container
from router.core.budget import Budget
from router.core.finding import Finding, Subject, SubjectKind
from router.core.key import KeyScope, Role, VirtualKey
from router.core.limit_book import LimitBook
from tests.approving import approval
from tests.factories import NOON, caller, decision_record, facts, ledger_entry
from tests.fakes import Service

USAGE = "/v1/usage/me"
BURST = Finding(
    id="fnd_1",
    kind="burst",
    subject=Subject(SubjectKind.KEY, "key_ada"),
    opened_at=NOON,
    last_at=NOON,
    until=NOON + timedelta(hours=2),
    score=2.0,
    explanation="120 requests in a minute; 4 are usual.",
    team="search",
)
BUDGETS = tuple(
    Budget.model_validate({"limit_usd": 10, "per": "month", **one})
    for one in ({"id": "search", "team": "search"}, {"id": "ada", "user": "ada"})
)


@pytest.fixture
def service() -> Service:
    made = Service(is_open=False)
    made.book = LimitBook(BUDGETS)
    return made


@pytest.fixture
async def container(container: Container, service: Service) -> Container:
    for user, role in (("ada", Role.MEMBER), ("grace", Role.MEMBER), ("root", Role.ADMIN)):
        key = VirtualKey(id=f"key_{user}", name=user, user=user, team="search", role=role)
        await service.keys.add(key, secret=f"tw-{user}")
    who = replace(caller(user="ada"), key_id="key_ada")
    entry = replace(ledger_entry(who=who, at=NOON, cost_usd="1.5"))
    await service.ledger.append(entry, decision_record(on=facts(who=who)))
    await service.findings.add(BURST)
    await service.approvals.ask(replace(approval(), caller=who, asked_by="key_ada"))
    return container


async def asked(client: httpx.AsyncClient, name: str, *, query: str = "") -> httpx.Response:
    return await client.get(USAGE + query, headers={"authorization": f"Bearer tw-{name}"})


async def test_one_is_told_what_one_used_by_model_tier_project_and_task(
    client: httpx.AsyncClient,
) -> None:
    told = (await asked(client, "ada")).json()

    assert (told["object"], told["user"], told["team"]) == ("tierwise.own_usage", "ada", "search")
    today = told["spend"]["today"]
    total = {
        "calls": 1,
        "input_tokens": 100,
        "cached_tokens": 10,
        "output_tokens": 20,
        "cost_usd": "1.5",
    }
    groups = {
        "by_model": {"small-model": total},
        "by_tier": {"economy": total},
        "by_project": {"atlas": total},
    }
    assert today == {**total, **groups}
    assert told["spend"].keys() == {"today", "7d", "30d"}
    task = facts().assessment.task.value
    assert told["tasks_30d"] == {"cost_usd": {task: "1.5"}, "is_whole": True}


async def test_amounts_are_told_of_ones_own_budgets_alone(client: httpx.AsyncClient) -> None:
    told = {one["id"]: one for one in (await asked(client, "ada")).json()["limits"]}

    assert told["ada"]["limit_usd"] == "10"
    assert told["ada"]["standing"]["left_usd"] == "8.5"
    assert told["search"]["standing"]["share_used"] == 0.15
    assert told["search"]["standing"]["pace"] > 0
    assert "usd" not in str(told["search"])


async def test_a_finding_is_told_with_its_words_its_end_and_how_it_is_released(
    client: httpx.AsyncClient,
) -> None:
    (told,) = (await asked(client, "ada")).json()["findings"]

    assert (told["kind"], told["subject"], told["is_acting"]) == ("burst", "key:key_ada", True)
    assert told["explanation"] == BURST.explanation
    assert told["until"] == BURST.until.isoformat()
    assert "tierwise findings release fnd_1" in told["release"]


async def test_the_figures_of_a_namesake_are_not_told(
    client: httpx.AsyncClient, service: Service
) -> None:
    of_ads = replace(BURST, id="fnd_2", subject=Subject(SubjectKind.USER, "grace"), team="ads")
    await service.findings.add(of_ads)

    answer = await asked(client, "grace")

    (told,) = answer.json()["findings"]
    assert "in another team" in told["explanation"]
    assert "120" not in answer.text


async def test_an_approval_that_waits_is_told_to_whoever_asked(client: httpx.AsyncClient) -> None:
    (told,) = (await asked(client, "ada")).json()["approvals"]
    assert (told["id"], told["state"], told["wanted_usd"]) == ("apr_1", "pending", "50")


@pytest.mark.parametrize("name", ["grace", "root"])
@pytest.mark.parametrize("query", ["", "?user=ada", "?key=key_ada", "?team=search"])
async def test_nobody_is_told_of_another_however_they_ask(
    client: httpx.AsyncClient, name: str, query: str
) -> None:
    answer = await asked(client, name, query=query)

    told = answer.json()
    assert told["user"] == name
    assert [told["spend"][time]["calls"] for time in ("today", "7d", "30d")] == [0, 0, 0]
    assert told["findings"] == told["approvals"] == told["grants"] == []
    assert "ada" not in answer.text


async def test_a_key_that_is_unknown_or_for_other_paths_is_told_nothing(
    client: httpx.AsyncClient, service: Service
) -> None:
    assert (await asked(client, "wrong")).status_code == 401
    scoped = VirtualKey(id="key_s", name="s", scope=KeyScope(endpoints=("/v1/chat/*",)))
    await service.keys.add(scoped, secret="tw-scoped")
    assert (await asked(client, "scoped")).status_code == 403
