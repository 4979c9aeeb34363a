"""Tests of `router.api.analytics`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from router.bootstrap import Container
from router.core.key import Role, VirtualKey
from tests.factories import NOON, caller, decision_record, facts, ledger_entry
from tests.fakes import Service

BEHAVIOUR = "/v1/analytics/behaviour"


@pytest.fixture
def service() -> Service:
    return Service(is_open=False)


@pytest.fixture
async def container(container: Container, service: Service) -> Container:
    for role in Role:
        key = VirtualKey(id=f"key_{role}", name=role, role=role, team="search", user="ada")
        await service.keys.add(key, secret=f"tw-{role}")
    for number in range(12):
        who = caller(team=("search", "pay")[number % 2], user=f"user-{number}")
        at, id_ = NOON - timedelta(days=2), f"dec_{number}"
        entry = ledger_entry(id=f"led_{number}", decision_id=id_, at=at, who=who, cost_usd="1")
        record = replace(decision_record(id=id_, on=facts(who=who, at=at)))
        await service.ledger.append(entry, record)
    return container


async def asked(client: httpx.AsyncClient, role: Role = Role.ADMIN, **query: str) -> httpx.Response:
    return await client.get(BEHAVIOUR, params=query, headers={"authorization": f"Bearer tw-{role}"})


def groups_of(answer: httpx.Response) -> Sequence[str]:
    return [row["group"] for row in answer.json()["data"]]


async def test_teams_and_thirty_days_are_what_is_shown_unasked(client: httpx.AsyncClient) -> None:
    found = (await asked(client)).json()

    assert (found["object"], found["by"]) == ("tierwise.behaviour", "team")
    assert (found["since"], found["until"]) == (
        "2026-10-21T00:00:00+00:00",
        "2026-11-20T00:00:00+00:00",
    )
    assert [(row["group"], row["people"], row["spent_usd"]) for row in found["data"]] == [
        ("pay", 6, "6.0000"),
        ("search", 6, "6.0000"),
    ]


async def test_one_team_can_be_looked_at_by_task(client: httpx.AsyncClient) -> None:
    assert groups_of(await asked(client, by="task", team="pay", days="7")) == ["drafting"]


async def test_a_lead_sees_its_own_team_and_a_member_none(client: httpx.AsyncClient) -> None:
    assert groups_of(await asked(client, Role.TEAM_LEAD)) == ["search"]
    assert (await asked(client, Role.TEAM_LEAD, team="pay")).status_code == 403
    assert (await asked(client, Role.MEMBER)).status_code == 403


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"by": "user"}, "by"),
        ({"by": "key"}, "by"),
        ({"days": "soon"}, "days"),
        ({"days": "6"}, None),
        ({"days": "9999999"}, "days"),
        ({"user": "ada"}, "user"),
    ],
)
async def test_people_few_days_and_unknown_words_are_refused(
    client: httpx.AsyncClient, query: dict[str, str], param: str | None
) -> None:
    answer = await asked(client, Role.ADMIN, **query)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param
