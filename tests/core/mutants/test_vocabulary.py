"""Tests of `router.core.mutants.vocabulary`."""

from datetime import datetime
from typing import Any

import pytest

from router.core.cases.given import Given
from router.core.mutants.vocabulary import vocabulary
from router.core.policy import Policy
from tests.core.mutants.conditions import CONDITIONS
from tests.factories import catalog

BUDGET = {"id": "all", "limit_usd": 10, "per": "month"}


def with_condition(when: dict[str, Any]) -> Policy:
    rule = {"id": "r", "reason": "because", "when": when, "then": {"tier": "economy"}}
    return Policy.model_validate(
        {"version": 1, "name": "test", "budgets": [BUDGET], "rules": [rule]}
    )


@pytest.mark.parametrize("when", [one for one in CONDITIONS if "any" not in one], ids=str)
def test_it_has_a_value_that_each_condition_permits_and_one_that_it_does_not(
    when: dict[str, Any],
) -> None:
    policy = with_condition(when)
    words = vocabulary((policy,), catalog())
    met = set()
    for fact, values in words.items():
        for value in values:
            given = Given.model_validate({} if value is None else {fact: value})
            met.add(policy.rules[0].matches(given.facts()))
    assert met == {True, False}


def test_every_value_is_one_that_a_case_can_write() -> None:
    for when in CONDITIONS:
        for fact, values in vocabulary((with_condition(when),), catalog()).items():
            for value in values:
                Given.model_validate({} if value is None else {fact: value})


def test_times_lie_just_before_and_after_both_ends() -> None:
    (window,) = [when for when in CONDITIONS if "time" in when]
    words = vocabulary((with_condition(window),), catalog())
    clocks = {f"{datetime.fromisoformat(str(at)):%H:%M}" for at in words["at"]}
    assert clocks >= {"21:59", "22:00", "05:59", "06:00", "20:59", "23:00"}


def test_difficulties_lie_on_both_sides_of_where_quality_is_just_enough() -> None:
    goal = {"cheapest_sufficient": {"p_good": 0.5}}
    rule = {"id": "r", "reason": "because", "when": {"priority": "low"}, "then": goal}
    policy = Policy.model_validate({"version": 1, "name": "test", "rules": [rule]})
    found = vocabulary((policy,), catalog())["difficulty"]
    assert {0.199, 0.201} <= set(found)  # the ability of an economy deployment is 0.2
