"""What do the routes of approvals take and give?"""

from collections.abc import AsyncIterator

import pytest

from router.bootstrap import Container
from tests.api.approving import RULE, People, people_at
from tests.fakes import Service


@pytest.fixture
async def people(container: Container, service: Service) -> AsyncIterator[People]:
    async with people_at(container, service) as calling:
        yield calling


async def test_what_was_asked_is_shown(people: People) -> None:
    asked = await people.ask(usd="20.50", hours=4, requests=100, reach="team")

    assert asked["object"] == "tierwise.approval"
    assert (asked["state"], asked["rule"], asked["reach"]) == ("pending", RULE, "team")
    assert (asked["wanted_usd"], asked["wanted_hours"]) == ("20.5", 4)
    assert (asked["wanted_requests"], asked["reason"]) == (100, "The audit is due.")
    assert (asked["user"], asked["team"], asked["asked_by"]) == ("ada", "search", "ada")
    assert (asked["votes"], asked["may_decide"]) == ([], False)
    found = await people("ada", f"GET /v1/approvals/{asked['id']}")
    assert found.json() == asked


async def test_asked_again_while_it_waits_it_is_the_same(people: People) -> None:
    asked = await people.ask()

    again = await people("ada", "POST /v1/approvals", rule=RULE, reason="Now!", usd="99")

    assert (again.status_code, again.json()["id"]) == (200, asked["id"])
    assert again.json()["reason"] == "The audit is due."


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"usd": "-1"}, "usd"),
        ({"usd": 5}, "usd"),
        ({"usd": "1e9"}, "usd"),
        ({"hours": 0}, "hours"),
        ({"hours": 10**6}, "hours"),
        ({"requests": 0}, "requests"),
        ({"reach": "world"}, "reach"),
        ({"reason": " "}, "reason"),
        ({"colour": "red"}, "colour"),
        ({"id": "apr_1"}, "id"),
        ({"rule": None}, "id"),
    ],
)
async def test_what_cannot_be_asked_for_is_refused_and_named(
    people: People, wrong: dict[str, object], param: str
) -> None:
    wanted: dict[str, object] = {"rule": RULE, "reason": "Because.", "usd": "5", **wrong}

    answer = await people("ada", "POST /v1/approvals", **wanted)

    assert answer.status_code == 400, answer.text
    assert param in f"{answer.json()['error']['param']} {answer.json()['error']['message']}"


async def test_an_approver_may_approve_less(people: People) -> None:
    asked = await people.ask()
    path = f"POST /v1/approvals/{asked['id']}/approve"

    more = await people("lea", path, usd="21")
    done = await people("lea", path, usd="5", hours=2, requests=7, message="For today.")

    assert more.status_code == 400
    told = done.json()
    assert (told["state"], told["message"]) == ("approved", "For today.")
    (vote,) = told["votes"]
    assert (vote["by"], vote["limit_usd"], vote["hours"]) == ("lea", "5", 2)
    grant = told["grant"]
    assert (grant["limit_usd"], grant["most_requests"], grant["rules"]) == ("5", 7, [RULE])
    assert grant["standing"]["left_usd"] == "5"
    assert grant["standing"]["requests"] == {"limit": 7, "spent": 0, "held": 0, "left": 7}


async def test_a_denial_says_why_and_decides(people: People) -> None:
    asked = await people.ask()
    path = f"POST /v1/approvals/{asked['id']}"

    silent = await people("lea", f"{path}/deny", message=" ")
    done = await people("lea", f"{path}/deny", message="Economy does.")
    late = await people("finn", f"{path}/approve")

    assert silent.status_code == 400
    assert (done.json()["state"], done.json()["message"]) == ("denied", "Economy does.")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "approval_conflict")
    assert "denied by lea" in late.json()["error"]["message"]


async def test_a_vote_on_an_older_version_is_told_to_look_again(people: People) -> None:
    asked = await people.ask()

    answer = await people("lea", f"POST /v1/approvals/{asked['id']}/approve", version=99)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "approval_conflict")


async def test_only_whoever_asked_takes_it_back(people: People) -> None:
    asked = await people.ask()
    path = f"POST /v1/approvals/{asked['id']}/withdraw"

    others = [(await people(who, path)).status_code for who in ("eve", "lea", "finn")]
    done = await people("ada", path)

    assert others == [404, 404, 404]
    assert done.json()["state"] == "withdrawn"


async def test_who_may_neither_decide_nor_see_is_told_that_there_is_none(people: People) -> None:
    asked = await people.ask()
    path = f"/v1/approvals/{asked['id']}"

    for who in ("eve", "lou"):
        assert (await people(who, f"GET {path}")).status_code == 404
        assert (await people(who, f"POST {path}/approve")).status_code == 404
        assert (await people(who, "GET /v1/approvals")).json()["data"] == []
    auditor = await people("ann", f"GET {path}")
    assert (auditor.status_code, auditor.json()["may_decide"]) == (200, False)
    assert (await people("ann", f"POST {path}/approve")).status_code == 403


async def test_a_list_is_in_pages_and_by_state(people: People) -> None:
    first = await people.ask()
    await people("lea", f"POST /v1/approvals/{first['id']}/deny", message="No.")
    second, third = await people.ask(), await people.ask("eve")

    page = (await people("lea", "GET /v1/approvals?limit=2")).json()
    rest = (await people("lea", f"GET /v1/approvals?limit=2&after={page['last_id']}")).json()
    waiting = (await people("lea", "GET /v1/approvals?state=pending")).json()
    wrong = await people("lea", "GET /v1/approvals?state=asleep")

    assert [one["id"] for one in page["data"]] == [third["id"], second["id"]]
    assert (page["has_more"], rest["has_more"]) == (True, False)
    assert [one["id"] for one in rest["data"]] == [first["id"]]
    assert {one["id"] for one in waiting["data"]} == {second["id"], third["id"]}
    assert all(one["may_decide"] for one in waiting["data"])
    assert (wrong.status_code, wrong.json()["error"]["param"]) == (400, "state")


async def test_every_act_stands_in_the_audit_log(people: People) -> None:
    await people.grant()

    acts = {(one.kind, one.actor) for one in await people.service.admin_log.after(0, most=100)}

    assert acts == {("approval.ask", "key_ada"), ("approval.vote", "key_lea")}
