"""Tests of `router.cli.policy.plan_json`."""

import json
from decimal import Decimal
from typing import Any

from router.cli.policy.plan_json import plan_json
from router.core.plan.verdicts import crossings, plan_limit
from tests.core.plan.planning import CHEAP, DENIES, plan_of, some

PLAN = plan_of(*some(40, difficulty=0.0), *some(3, team="pay"), new=DENIES, old=CHEAP)


def written() -> Any:
    """As a program reads it."""
    return json.loads(json.dumps(plan_json(PLAN, crossings(PLAN, [plan_limit("refused > 0")]))))


def test_amounts_are_exact_and_add_up_along_every_dimension() -> None:
    found = written()
    whole = Decimal(found["whole"]["new_usd"])
    for by in ("team", "project", "task", "priority", "tier"):
        groups = found[f"by_{by}"]
        assert sum(Decimal(group["new_usd"]) for group in groups) == whole > 0
        assert sum(group["requests"] for group in groups) == 43


def test_limits_are_told_with_how_they_stand() -> None:
    (limit,) = written()["limits"]
    assert (limit["limit"], limit["is_crossed"]) == ("refused > 0", True)


def test_intervals_are_in_dollars_and_in_shares() -> None:
    found = written()
    cost, quality = found["cost_difference_usd"], found["quality_difference"]
    assert cost["low"] <= cost["total"] <= cost["high"]
    assert cost["total"] == PLAN.whole.cost_nanos / 1e9
    assert 0 < quality["total"] < 1
    assert cost["clusters"] == 43


def test_the_sample_says_where_each_request_goes() -> None:
    one = written()["sample"][0]
    assert {one["old"]["deployment"], one["new"]["deployment"]} <= {"small", "middle", None}
    assert set(one) == {
        *("decision_id", "at", "team", "task", "priority", "input_tokens", "output_tokens"),
        *("old", "new"),
    }


def test_where_both_serve_no_chat_there_is_no_quality() -> None:
    nothing = plan_json(plan_of(*some(2, team="pay"), new=DENIES), ())
    assert nothing["quality_difference"] is None
