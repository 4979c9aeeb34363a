"""What do the routes of grants take and give?"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from router.bootstrap import Container
from tests.api.approving import RULE, People, people_at
from tests.fakes import Service


@pytest.fixture
async def people(container: Container, service: Service) -> AsyncIterator[People]:
    async with people_at(container, service) as calling:
        yield calling


async def test_a_grant_is_shown_as_it_was_given_and_as_it_stands(people: People) -> None:
    made = await people.grant(usd="5")

    shown = (await people("ada", f"GET /v1/grants/{made['id']}")).json()
    listed = (await people("ada", "GET /v1/grants")).json()["data"]

    assert listed == [shown] == [made]
    assert (shown["object"], shown["scope"]) == ("tierwise.grant", {"key_id": "key_ada"})
    assert (shown["rules"], shown["is_open"]) == ([RULE], True)
    assert shown["standing"] == {
        "limit_usd": "5",
        "spent_usd": "0",
        "held_usd": "0",
        "left_usd": "5",
    }


async def test_the_grants_of_others_are_not_there(people: People) -> None:
    made = await people.grant()

    for who in ("eve", "lou"):
        assert (await people(who, f"GET /v1/grants/{made['id']}")).status_code == 404
        assert (await people(who, f"POST /v1/grants/{made['id']}/revoke")).status_code == 404
        assert (await people(who, "GET /v1/grants")).json()["data"] == []
    for who in ("lea", "finn", "ann"):
        assert (await people(who, f"GET /v1/grants/{made['id']}")).status_code == 200, who


async def test_a_grant_is_ended_by_who_gave_it_and_not_by_who_only_looks(people: People) -> None:
    made = await people.grant()
    path = f"POST /v1/grants/{made['id']}/revoke"

    auditors = await people("ann", path)
    done = await people("lea", path, why="The audit is over.")

    assert auditors.status_code == 403
    assert done.json()["is_open"] is False
    (act,) = [
        one
        for one in await people.service.admin_log.after(0, most=100)
        if (one.kind, one.stage, one.actor) == ("grant.revoke", "begun", "key_lea")
    ]
    assert "The audit is over." in act.detail


async def test_a_list_is_in_pages(people: People) -> None:
    made = []
    for _ in range(3):
        people.service.clock.at += timedelta(seconds=1)
        made.append((await people.grant())["id"])

    page = (await people("ada", "GET /v1/grants?limit=2")).json()
    rest = (await people("ada", f"GET /v1/grants?limit=2&after={page['last_id']}")).json()

    assert [one["id"] for one in (*page["data"], *rest["data"])] == made[::-1]
    assert (page["has_more"], rest["has_more"]) == (True, False)
