"""Tests of `router.core.policy_budget`."""

import pytest
from pydantic import ValidationError

from router.core.policy_budget import PolicyBudget

STEP = {"at": 0.75, "cap": "standard"}


def budget(**written: object) -> PolicyBudget:
    return PolicyBudget.model_validate({"id": "all", "limit_usd": 5, "per": "day", **written})


def test_a_budget_needs_no_ladder() -> None:
    assert budget().steps == ()


def test_rules_are_named_after_it_so_its_id_leaves_room() -> None:
    longest = 64 - len("-at-75")
    assert budget(id="a" * longest, steps=[STEP]).steps[0].rule_id("a" * longest).endswith("-at-75")
    with pytest.raises(ValidationError, match="Shorten it by 1 characters"):
        budget(id="a" * (longest + 1), steps=[STEP])


def test_nobody_is_spared_where_there_is_no_step() -> None:
    with pytest.raises(ValidationError, match="for budgets with steps"):
        budget(spare={"team": "a"})
