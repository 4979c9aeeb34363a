"""What do the routes of delegations take and give?"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from router.bootstrap import Container
from tests.api.approving import People, people_at
from tests.fakes import Service

PATH = "/v1/approvals/delegations"


@pytest.fixture
async def people(container: Container, service: Service) -> AsyncIterator[People]:
    async with people_at(container, service) as calling:
        yield calling


def days(people: People, number: int) -> str:
    return (people.service.clock.now() + timedelta(days=number)).isoformat()


async def test_a_delegate_decides_until_it_is_ended(people: People) -> None:
    asked = await people.ask("eve")
    vote = f"POST /v1/approvals/{asked['id']}/approve"
    before = await people("lou", vote)

    made = await people("finn", f"POST {PATH}", to="key_lou", until=days(people, 1))
    listed = (await people("lou", f"GET {PATH}")).json()["data"]
    ended = await people("finn", f"DELETE {PATH}/{made.json()['id']}")
    after = await people("lou", vote)
    await people("finn", f"POST {PATH}", to="key_lou", until=days(people, 1))
    done = await people("lou", vote)

    assert made.status_code == 201
    assert listed == [made.json()]
    assert (listed[0]["by"], listed[0]["to"]) == ("finn", "key_lou")
    assert ended.json()["until"] == people.service.clock.now().isoformat()
    assert (before.status_code, after.status_code, done.status_code) == (404, 404, 200)
    assert done.json()["votes"][0]["in_place_of"] == "finn"


async def test_who_approves_nothing_delegates_nothing(people: People) -> None:
    answer = await people("ada", f"POST {PATH}", to="eve", until=days(people, 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "permission_denied")


@pytest.mark.parametrize(
    ("wrong", "param"),
    [({"to": ""}, "to"), ({"to": "finn"}, "to"), ({"until": "2026-01-01T00:00:00"}, "until")],
)
async def test_what_cannot_be_meant_is_refused(
    people: People, wrong: dict[str, object], param: str
) -> None:
    body: dict[str, object] = {"to": "lou", "until": days(people, 1), **wrong}
    answer = await people("finn", f"POST {PATH}", **body)
    assert answer.status_code == 400
    assert param in answer.text


async def test_nobody_else_ends_a_delegation(people: People) -> None:
    made = await people("finn", f"POST {PATH}", to="key_lou", until=days(people, 1))
    path = f"{PATH}/{made.json()['id']}"

    assert (await people("eve", f"DELETE {path}")).status_code == 404
    assert (await people("lou", f"DELETE {path}")).status_code == 404
