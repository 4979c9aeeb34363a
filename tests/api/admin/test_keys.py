"""What do the routes for keys take and give?"""

import pytest

from router.core.key import Role
from tests.api.admin.calling import Caller
from tests.fakes import Service

KEYS = "/v1/admin/keys"


async def test_a_key_is_made_and_its_secret_shown_once(call: Caller, service: Service) -> None:
    asked = {
        "name": "search app",
        "team": "search",
        "environment": "ci",
        "tags": ["a"],
        "expires_in_s": 3_600,
        "role": "auditor",
        "scope": {"models": ["gpt-5*"], "networks": ["10.0.0.0/8"]},
        "may_claim": ["project"],
        "may_keep_text": False,
    }
    answer = await call(f"POST {KEYS}", json=asked)
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    key = await service.keys.find(made["secret"])
    assert key is not None
    assert made["id"] == key.id
    scope = {"models": ["gpt-5*"], "tiers": [], "endpoints": [], "networks": ["10.0.0.0/8"]}
    same = {"name", "team", "environment", "tags", "role", "may_claim", "may_keep_text"}
    assert {name: made[name] for name in same} == {name: asked[name] for name in same}
    assert made["scope"] == scope
    shown = (await call(f"GET {KEYS}/{key.id}")).json()
    assert {**shown, "secret": made["secret"]} == made


async def test_the_same_under_one_idempotency_key_is_made_once(call: Caller) -> None:
    once = {"idempotency-key": "7d2b"}
    first = await call(f"POST {KEYS}", json={"name": "a"}, headers=once)
    again = await call(f"POST {KEYS}", json={"name": "a"}, headers=once)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == {**first.json(), "secret": None}
    other = await call(f"POST {KEYS}", json={"name": "b"}, headers=once)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_conflict")


async def test_a_key_is_changed_where_the_body_says_so(call: Caller) -> None:
    before = (await call(f"GET {KEYS}/key_member")).json()
    change = {"name": "new", "user": None, "expires_at": "2031-01-01T00:00:00Z"}
    after = (await call(f"PATCH {KEYS}/key_member", json=change)).json()
    assert {name: after[name] for name in after if after[name] != before[name]} == {
        "name": "new",
        "user": None,
        "expires_at": "2031-01-01T00:00:00+00:00",
    }
    scoped = await call(f"PATCH {KEYS}/key_member", json={"scope": {"tiers": ["economy"]}})
    assert scoped.json()["scope"]["tiers"] == ["economy"]


async def test_a_key_is_rotated_and_the_old_one_ends_after_the_overlap(
    call: Caller, service: Service
) -> None:
    answer = await call(f"POST {KEYS}/key_member/rotate", json={"overlap_s": 60})
    new = answer.json()
    assert (answer.status_code, new["replaces"]) == (201, "key_member")
    old = (await call(f"GET {KEYS}/key_member")).json()
    assert old["expires_at"] is not None
    assert (await service.keys.find(new["secret"])) is not None
    assert (await call(f"POST {KEYS}/key_finance/rotate")).status_code == 201


async def test_a_revoked_key_opens_nothing_any_more(call: Caller) -> None:
    assert (await call("GET /v1/models", as_=Role.MEMBER)).status_code == 200
    revoked = await call(f"POST {KEYS}/key_member/revoke")
    assert revoked.json()["revoked_at"] is not None
    assert (await call("GET /v1/models", as_=Role.MEMBER)).status_code == 401


async def test_keys_are_listed_in_pages(call: Caller) -> None:
    first = (await call(f"GET {KEYS}?limit=3")).json()
    last = (await call(f"GET {KEYS}?limit=3&after={first['last_id']}")).json()
    assert [key["id"] for page in (first, last) for key in page["data"]] == [
        f"key_{role}" for role in Role
    ]
    assert (first["has_more"], last["has_more"]) == (True, False)
    mine = (await call(f"GET {KEYS}", as_=Role.MEMBER)).json()
    assert [key["id"] for key in mine["data"]] == ["key_member"]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 257}, "name"),
        ({"name": "  "}, "name"),
        ({"name": 7}, "name"),
        ({"name": "a", "nmae": "b"}, None),
        ({"name": "a", "id": "key_mine"}, None),
        ({"name": "a", "role": "root"}, "role"),
        ({"name": "a", "expires_in_s": 0}, "expires_in_s"),
        ({"name": "a", "expires_in_s": 10**12}, "expires_in_s"),
        ({"name": "a", "tags": ["x"] * 65}, "tags"),
        ({"name": "a", "tags": ["x" * 257]}, "tags[0]"),
        ({"name": "a", "scope": {"networks": ["nowhere"]}}, "networks"),
        ({"name": "a", "scope": {"network": ["10.0.0.0/8"]}}, "scope"),
        ({"name": "a", "scope": {"tiers": ["best"]}}, "tiers"),
        ({"name": "a", "may_claim": ["money"]}, "may_claim[0]"),
        ({"name": "a", "user": "b", "service_account": "c"}, "service_account"),
    ],
)
async def test_a_body_that_cannot_be_meant_is_refused_with_the_field(
    call: Caller, service: Service, body: object, param: str | None
) -> None:
    before = await service.keys.all()
    answer = await call(f"POST {KEYS}", json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (400, "invalid_request_error")
    assert error["param"] == param
    assert await service.keys.all() == before


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"secret": "tw-mine"}, None),
        ({"revoked_at": None}, None),
        ({"expires_at": "2031-01-01T00:00:00"}, "expires_at"),
        ({"name": None}, "name"),
        ({"role": "root"}, "role"),
    ],
)
async def test_what_cannot_be_changed_is_refused(
    call: Caller, change: object, param: str | None
) -> None:
    answer = await call(f"PATCH {KEYS}/key_member", json=change)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


async def test_a_key_that_is_not_there_is_told_as_such(call: Caller) -> None:
    for ask in ("GET {}", "PATCH {}", "POST {}/rotate", "POST {}/revoke"):
        answer = await call(ask.format(f"{KEYS}/key_none"))
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_a_lead_stays_within_the_team(call: Caller) -> None:
    lead = Role.TEAM_LEAD
    own = await call(f"POST {KEYS}", as_=lead, json={"name": "a", "team": "search"})
    assert own.status_code == 201
    for body in ({"name": "a", "team": "ads"}, {"name": "a", "team": "search", "role": "admin"}):
        assert (await call(f"POST {KEYS}", as_=lead, json=body)).status_code == 403
    assert (await call(f"POST {KEYS}/key_admin/revoke", as_=lead)).status_code == 403
