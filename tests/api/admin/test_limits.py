"""What do the routes for budgets and quotas take and give?"""

from datetime import timedelta

import pytest

from router.core.key import Role
from tests.api.admin.calling import Caller
from tests.fakes import Service

BUDGETS, QUOTAS = "/v1/admin/budgets", "/v1/admin/quotas"
MONTH = {"limit_usd": "100.5", "per": "month", "team": "search"}


@pytest.fixture
async def filled(call: Caller) -> Caller:
    assert (await call(f"PUT {BUDGETS}/search-month", json=MONTH)).status_code == 201
    quota = {"unit": "requests", "limit": 60, "per": "minute"}
    assert (await call(f"PUT {QUOTAS}/fast", json=quota)).status_code == 201
    return call


async def test_a_budget_is_shown_as_it_was_set_and_as_it_stands(filled: Caller) -> None:
    found = (await filled(f"GET {BUDGETS}/search-month")).json()
    standing = found.pop("standing")
    assert found == {
        "object": "tierwise.budget",
        "name": "stored:search-month",
        "is_of_policy": False,
        "id": "search-month",
        "team": "search",
        "limit_usd": "100.5",
        "per": "month",
        "timezone": "UTC",
        "hard": True,
        "increases": [],
    }
    assert standing["limit_usd"] == "100.5"
    assert (standing["spent_usd"], standing["held_usd"], standing["left_usd"]) == (
        "0",
        "0",
        "100.5",
    )
    assert (standing["share_used"], standing["resets_at"] is None) == (0, False)


async def test_whoever_may_not_see_amounts_sees_shares(filled: Caller) -> None:
    found = (await filled(f"GET {BUDGETS}/search-month", as_=Role.MEMBER)).json()
    assert set(found["standing"]) == {"share_used", "share_elapsed", "pace", "resets_at"}
    assert not {"limit_usd", "increases", "carry_over_usd"} & set(found)
    assert "100.5" not in str(found)
    lead = (await filled(f"GET {BUDGETS}/search-month", as_=Role.TEAM_LEAD)).json()
    assert lead["limit_usd"] == "100.5"


async def test_a_limit_is_changed_replaced_and_removed(filled: Caller) -> None:
    path = f"{BUDGETS}/search-month"
    amended = await filled(f"PATCH {path}", as_=Role.FINANCE, json={"limit_usd": "7"})
    assert (amended.json()["limit_usd"], amended.json()["team"]) == ("7", "search")
    replaced = await filled(f"PUT {path}", json={"limit_usd": "8", "window": "24h"})
    assert (replaced.status_code, "team" in replaced.json()) == (200, False)
    removed = await filled(f"DELETE {path}")
    assert removed.json() == {"id": "search-month", "object": "tierwise.budget", "deleted": True}
    assert (await filled(f"GET {path}")).status_code == 404


async def test_a_quota_counts_in_its_own_unit(filled: Caller) -> None:
    (quota,) = (await filled(f"GET {QUOTAS}", as_=Role.MEMBER)).json()["data"]
    assert (quota["object"], quota["id"], quota["limit"]) == ("tierwise.quota", "fast", 60)
    standing = quota["standing"]
    assert (standing["limit"], standing["spent"], standing["held"]) == (60, 0, 0)


async def test_a_budget_is_increased_for_a_time_and_once_for_each_key(
    filled: Caller, service: Service
) -> None:
    until = (service.clock.now() + timedelta(days=1)).isoformat()
    body = {"amount_usd": "9.5", "until": until, "why": "launch"}
    path, once = f"{BUDGETS}/search-month/increases", {"idempotency-key": "k"}
    first = await filled(f"POST {path}", json=body, headers=once)
    again = await filled(f"POST {path}", json=body, headers=once)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json()["standing"]["limit_usd"] == "110"
    (increase,) = again.json()["increases"]
    assert (increase["by"], increase["why"]) == ("user-admin", "launch")


@pytest.mark.parametrize(
    ("path", "body", "param"),
    [
        (f"{BUDGETS}/x", {"per": "day"}, "limit_usd"),
        (f"{BUDGETS}/x", {"limit_usd": "-1", "per": "day"}, "limit_usd"),
        (f"{BUDGETS}/x", {"limit_usd": "1", "per": "eon"}, "per"),
        (f"{BUDGETS}/x", {"limit_usd": "1", "per": "day", "tema": "a"}, "tema"),
        (f"{BUDGETS}/x", {"limit_usd": "1", "per": "day", "id": "y"}, "id"),
        (f"{BUDGETS}/x", {"limit_usd": "1", "per": "day", "increases": []}, "increases"),
        (f"{BUDGETS}/X%20y", {"limit_usd": "1", "per": "day"}, "id"),
        (f"{QUOTAS}/x", {"unit": "usd", "limit": 1, "per": "day"}, "unit"),
        (f"{QUOTAS}/x", {"unit": "requests", "limit": 1}, None),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_the_field(
    call: Caller, path: str, body: object, param: str | None
) -> None:
    answer = await call(f"PUT {path}", json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"amount_usd": 5}, "amount_usd"),
        ({"amount_usd": "0"}, "amount_usd"),
        ({"amount_usd": "1e3"}, "amount_usd"),
        ({"until": "2020-01-01T00:00:00Z"}, "until"),
        ({"until": "2099-01-01T00:00:00"}, "until"),
        ({"why": ""}, "why"),
        ({"by": "boss"}, None),
    ],
)
async def test_an_increase_that_cannot_be_meant_is_refused(
    filled: Caller, change: dict[str, object], param: str | None
) -> None:
    body = {"amount_usd": "1", "until": "2099-01-01T00:00:00Z", "why": "x", **change}
    answer = await filled(f"POST {BUDGETS}/search-month/increases", json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)
