"""What do the routes for the directory take and give?"""

import pytest

from router.core.key import Role
from tests.api.admin.calling import Caller

DIRECTORY = "/v1/admin/directory"
SEARCH = {"kind": "team", "id": "search"}


@pytest.fixture
async def filled(call: Caller) -> Caller:
    for path, body in (
        ("organisation/acme", {"name": "Acme Ltd"}),
        ("cost_centre/cc-7", {}),
        ("team/search", {"parent": {"kind": "organisation", "id": "acme"}, "cost_centre": "cc-7"}),
        ("team/ads", {}),
        ("project/atlas", {"parent": SEARCH}),
    ):
        assert (await call(f"PUT {DIRECTORY}/{path}", json=body)).status_code == 201
    return call


async def test_an_entry_is_shown_as_it_was_put(filled: Caller) -> None:
    found = (await filled(f"GET {DIRECTORY}/team/search")).json()
    assert found == {
        "object": "tierwise.entry",
        "kind": "team",
        "id": "search",
        "name": "",
        "parent": {"kind": "organisation", "id": "acme"},
        "cost_centre": "cc-7",
        "archived_at": None,
    }


async def test_an_entry_is_changed_archived_and_removed(filled: Caller) -> None:
    path = f"{DIRECTORY}/project/atlas"
    changed = await filled(f"PUT {path}", json={"name": "Atlas", "parent": SEARCH})
    assert (changed.status_code, changed.json()["name"]) == (200, "Atlas")
    archived = await filled(f"PUT {path}", json={"is_archived": True})
    assert archived.json()["archived_at"] is not None
    removed = await filled(f"DELETE {path}")
    assert (removed.status_code, removed.json()["deleted"]) == (200, True)
    assert (await filled(f"GET {path}")).status_code == 404


async def test_what_others_belong_to_is_not_removed(filled: Caller) -> None:
    answer = await filled(f"DELETE {DIRECTORY}/team/search")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")


async def test_entries_are_listed_by_kind_and_in_pages(filled: Caller) -> None:
    teams = (await filled(f"GET {DIRECTORY}?kind=team")).json()
    assert [entry["id"] for entry in teams["data"]] == ["ads", "search"]
    first = (await filled(f"GET {DIRECTORY}?limit=4")).json()
    rest = (await filled(f"GET {DIRECTORY}?after={first['last_id']}")).json()
    assert (len(first["data"]), len(rest["data"])) == (4, 1)


async def test_a_lead_sees_the_own_team_only(filled: Caller) -> None:
    listed = (await filled(f"GET {DIRECTORY}", as_=Role.TEAM_LEAD)).json()
    assert [entry["id"] for entry in listed["data"]] == ["search", "atlas"]
    assert (await filled(f"GET {DIRECTORY}/team/ads", as_=Role.TEAM_LEAD)).status_code == 404


async def test_an_id_may_hold_what_addresses_do_not(call: Caller) -> None:
    for name in ("R%26D%2Fparis", "gr%C3%B6%C3%9Fe", "a%3Fb%23c", "'; DROP TABLE x; --"):
        assert (await call(f"PUT {DIRECTORY}/team/{name}", json={})).status_code == 201
    found = (await call(f"GET {DIRECTORY}")).json()["data"]
    assert {entry["id"] for entry in found} == {
        "R&D/paris",
        "größe",
        "a?b#c",
        "'; DROP TABLE x; --",
    }


@pytest.mark.parametrize(
    ("path", "body", "param"),
    [
        ("tribe/x", {}, "kind"),
        ("team/x", {"nmae": "X"}, None),
        ("team/x", {"parent": {"kind": "team"}}, "parent"),
        ("team/x", {"parent": {"kind": "tribe", "id": "a"}}, "parent.kind"),
        ("team/x", {"parent": {"kind": "team", "id": "none"}}, "parent"),
        ("team/unassigned", {}, "id"),
        ("team/%00", {}, "id"),
        ("team/" + "x" * 257, {}, "id"),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_the_field(
    call: Caller, path: str, body: object, param: str | None
) -> None:
    answer = await call(f"PUT {DIRECTORY}/{path}", json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)
