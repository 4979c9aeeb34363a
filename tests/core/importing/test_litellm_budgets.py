"""Tests of `router.core.importing.litellm_budgets`."""

from decimal import Decimal

import pytest

from router.core.importing.imported import Imported
from router.core.importing.litellm_budgets import period_of
from router.core.importing.source import Fate
from tests.core.importing.foreign import fates, litellm

MODEL = "model_list: [{model_name: a, litellm_params: {model: openai/small}}]\n"


def _import(settings: str) -> Imported:
    return litellm(f"{MODEL}litellm_settings: {{{settings}}}")


@pytest.mark.parametrize(
    ("duration", "period"),
    [("1d", "day"), ("24h", "day"), ("7d", "week"), ("1w", "week"), ("30d", "month")],
)
def test_durations_that_end_at_the_same_midnight_are_periods(duration: str, period: str) -> None:
    assert period_of(duration) == period


@pytest.mark.parametrize("duration", ["2d", "12h", "1y", "soon", "30m"])
def test_other_durations_are_not(duration: str) -> None:
    assert period_of(duration) is None


def test_a_budget_of_the_proxy_is_one_of_the_service() -> None:
    imported = _import("max_budget: 500.50, budget_duration: 30d, timezone: Europe/Berlin")
    (budget,) = imported.budgets
    assert (budget.id, budget.limit_usd, budget.per) == ("service", Decimal("500.50"), "month")
    assert (budget.timezone, budget.scope) == ("Europe/Berlin", {})


def test_a_spent_budget_refuses_as_litellm_does() -> None:
    (rule,) = _import("max_budget: 5, budget_duration: 1d").rules
    assert rule.when == {"budget": {"id": "service", "share_used": {"at_least": 1}}}
    assert "is spent until the next day" in str(rule.then["deny"])


def test_a_tags_budget_is_of_the_tag() -> None:
    (budget,) = _import("tag_budget_config: {'p:x': {max_budget: 5, budget_duration: 7d}}").budgets
    assert (budget.id, budget.scope, budget.per) == ("tag-p-x", {"tag": "p:x"}, "week")


@pytest.mark.parametrize("settings", ["max_budget: 5", "max_budget: 5, budget_duration: 12h"])
def test_a_limit_without_a_period_of_ours_is_told_and_not_guessed(settings: str) -> None:
    imported = _import(settings)
    assert imported.budgets == ()
    assert fates(imported, "litellm_settings.max_budget") == {Fate.LEFT}


def test_zero_means_no_limit() -> None:
    assert _import("max_budget: 0, budget_duration: 1d").budgets == ()


def test_an_unknown_time_zone_is_told() -> None:
    imported = _import("max_budget: 5, budget_duration: 1d, timezone: Mars/Olympus")
    assert imported.budgets[0].timezone is None
    assert fates(imported, "litellm_settings.timezone") == {Fate.LEFT}


def test_limits_of_each_user_are_told() -> None:
    imported = _import("max_internal_user_budget: 5, internal_user_budget_duration: 1d")
    assert fates(imported, "litellm_settings.max_internal_user_budget") == {Fate.LEFT}
