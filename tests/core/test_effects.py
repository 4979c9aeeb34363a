"""Tests of `router.core.effects`."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from router.core.effects import (
    BestValue,
    Canary,
    CheapestSufficient,
    Named,
    Shadow,
    Then,
)
from router.core.tier import Tier


@pytest.mark.parametrize(
    ("written", "goal"),
    [
        ({"tier": "premium"}, Tier.PREMIUM),
        ({"deployment": "gpt"}, Named("gpt")),
        ({"cheapest_sufficient": {"p_good": 0.7}}, CheapestSufficient(p_good=0.7)),
        ({"best_value": {"value_usd": "0.05"}}, BestValue(value_usd=Decimal("0.05"))),
        ({"cap": "economy"}, None),
    ],
)
def test_the_goal_is_what_the_rule_aims_at(written: dict[str, object], goal: object) -> None:
    assert Then.model_validate(written).goal == goal


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({}, "write at least one effect"),
        ({"tier": "economy", "deployment": "x"}, "tier and deployment exclude each other"),
        ({"floor": "premium", "cap": "standard"}, "floor premium is above cap standard"),
        ({"headers": {"x-tierwise-cost-usd": "0"}}, "is Tierwise's own"),
        ({"headers": {"set-cookie": "a=b"}}, "String should match pattern"),
        ({"canary": {"share": 0.1}}, "write either tier or deployment"),
        ({"canary": {"share": 0.1, "tier": "economy", "deployment": "x"}}, "write either"),
        ({"canary": {"share": 0, "tier": "economy"}}, "greater than 0"),
        ({"shadow": {"share": 1.1, "tier": "economy"}}, "less than or equal to 1"),
        ({"cheapest_sufficient": {"p_good": 1}}, "less than 1"),
        ({"best_value": {"value_usd": 0}}, "greater than 0"),
        ({"max_tokens": 0}, "greater than 0"),
        ({"reasoning_effort": "much"}, "Input should be"),
    ],
)
def test_what_makes_no_sense_is_refused(written: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Then.model_validate(written)


def test_a_canary_and_a_shadow_name_where_they_go() -> None:
    canary = Canary.model_validate({"share": 0.1, "deployment": "new"})
    shadow = Shadow.model_validate({"share": 1, "tier": "premium"})

    assert canary.goal == Named("new")
    assert (shadow.goal, shadow.asked) == (Tier.PREMIUM, "premium")
    assert Shadow.model_validate({"share": 1, "deployment": "new"}).asked == "new"
