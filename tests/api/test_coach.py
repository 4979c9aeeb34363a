"""Tests of `router.api.coach`."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from classifier.labels import Complexity
from router.bootstrap import Container
from router.core.key import Role, VirtualKey
from router.core.tier import Tier
from tests.factories import NOON, assessment, caller, decision_record, facts, ledger_entry, shape
from tests.fakes import Service

COACH = "/v1/coach/me"


@pytest.fixture
def service() -> Service:
    return Service(is_open=False)


@pytest.fixture
async def container(container: Container, service: Service) -> Container:
    for user in ("ada", "bob"):
        key = VirtualKey(id=f"key_{user}", name=user, user=user, team="search")
        await service.keys.add(key, secret=f"tw-{user}")
    for role in Role:
        key = VirtualKey(id=f"key_{role}", name=role, role=role, team="search", user=f"a-{role}")
        await service.keys.add(key, secret=f"tw-{role}")
    said = assessment(complexity=Complexity.TRIVIAL)
    for number in range(6):
        id_, who = f"dec_{number}", caller(user="ada")
        at = NOON - timedelta(days=1 + number)
        entry = ledger_entry(id=f"led_{number}", decision_id=id_, at=at, who=who, cost_usd="1")
        entry = replace(entry, deployment="large", tier=Tier.PREMIUM)
        asked = shape(requested_model="premium")
        record = decision_record(id=id_, on=facts(who=who, at=at, said=said, asked=asked))
        await service.ledger.append(entry, record)
    return container


async def asked(
    client: httpx.AsyncClient, name: str, *, method: str = "GET", path: str = COACH, **body: object
) -> httpx.Response:
    headers = {"authorization": f"Bearer tw-{name}"}
    return await client.request(method, path, headers=headers, json=body or None)


async def test_tips_come_with_amounts_and_ones_choice(client: httpx.AsyncClient) -> None:
    told = (await asked(client, "ada")).json()

    assert (told["object"], told["requests"], told["spent_usd"]) == ("tierwise.advice", 6, "6")
    (tip,) = told["tips"]
    assert (tip["kind"], tip["requests"], len(tip["examples"])) == ("cheaper_tier", 6, 3)
    assert 0 < Decimal(tip["saved_usd"]) < 6
    assert told["saved_usd"] == tip["saved_usd"]
    assert told["choice"] == {"digest": "weekly", "headers": False}


@pytest.mark.parametrize("name", ["bob", *Role])
async def test_nobody_sees_anothers_tips_whatever_the_role(
    client: httpx.AsyncClient, name: str
) -> None:
    told = (await asked(client, name)).json()
    assert (told["requests"], told["spent_usd"], told["tips"]) == (0, "0", [])


@pytest.mark.parametrize("query", ["user=ada", "key=key_ada", "team=search", "days=30&user=ada"])
async def test_there_is_no_way_to_ask_for_anothers(client: httpx.AsyncClient, query: str) -> None:
    assert (await asked(client, "admin", path=f"{COACH}?{query}")).status_code == 400


async def test_fewer_days_are_looked_at(client: httpx.AsyncClient) -> None:
    assert (await asked(client, "ada", path=f"{COACH}?days=2")).json()["requests"] == 2


@pytest.mark.parametrize("days", ["0", "91", "soon", "-1"])
async def test_other_numbers_of_days_are_refused(client: httpx.AsyncClient, days: str) -> None:
    answer = await asked(client, "ada", path=f"{COACH}?days={days}")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "days")


async def test_a_choice_is_kept_and_what_is_not_named_stays(client: httpx.AsyncClient) -> None:
    await asked(client, "ada", method="PUT", digest="off")
    told = await asked(client, "ada", method="PUT", headers=True)

    assert told.json() == {"object": "tierwise.coach_choice", "digest": "off", "headers": True}
    assert (await asked(client, "ada")).json()["choice"] == {"digest": "off", "headers": True}
    assert (await asked(client, "bob")).json()["choice"] == {"digest": "weekly", "headers": False}


@pytest.mark.parametrize("body", [{"digest": "daily"}, {"headers": "yes"}, {"user": "bob"}])
async def test_other_choices_are_refused(
    client: httpx.AsyncClient, body: dict[str, object]
) -> None:
    headers = {"authorization": "Bearer tw-ada"}
    assert (await client.put(COACH, json=body, headers=headers)).status_code == 400
