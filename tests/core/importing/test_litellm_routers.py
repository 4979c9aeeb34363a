"""Tests of `router.core.importing.litellm_routers`."""

from router.core.importing.source import Fate
from router.core.tier import Tier
from tests.core.importing.foreign import fates, litellm

MODELS = """\
model_list:
  - {model_name: a, litellm_params: {model: openai/small}}
  - {model_name: b, litellm_params: {model: openai/middle}}
  - {model_name: c, litellm_params: {model: openai/large}}
  - model_name: smart
    litellm_params:
      model: auto_router/complexity_router
"""
TIERS = """\
      complexity_router_config:
        tiers: {SIMPLE: a, MEDIUM: b, COMPLEX: [c, b], REASONING: c}
"""
CONFIG = "model_list[3].litellm_params.complexity_router_config"


def test_levels_become_rules_by_complexity() -> None:
    rules = litellm(MODELS + TIERS).rules
    assert [(rule.when.get("complexity"), rule.then["deployment"]) for rule in rules] == [
        ("trivial", "small"),
        ("moderate", "middle"),
        ("demanding", "large"),
        (None, "middle"),
    ]
    assert all(rule.when["requested_model"] == "smart" for rule in rules)


def test_the_default_model_serves_the_rest() -> None:
    rules = litellm(f"{MODELS}{TIERS}      complexity_router_default_model: a\n").rules
    assert rules[-1].when == {"requested_model": "smart"}
    assert rules[-1].then == {"deployment": "small"}


def test_levels_that_have_no_like_are_told() -> None:
    imported = litellm(MODELS + TIERS)
    assert fates(imported, f"{CONFIG}.tiers.SIMPLE") == {Fate.CHANGED}
    assert fates(imported, f"{CONFIG}.tiers.COMPLEX[1]") == {Fate.LEFT}
    assert fates(imported, f"{CONFIG}.tiers.REASONING") == {Fate.LEFT}


def test_levels_give_tiers_and_the_highest_counts() -> None:
    tiers = "      complexity_router_config: {tiers: {SIMPLE: c, MEDIUM: b, COMPLEX: b}}\n"
    found = {one.name: one.tier for one in litellm(MODELS + tiers).deployments}
    assert (found["large"], found["middle"]) == (Tier.ECONOMY, Tier.PREMIUM)


def test_a_level_may_hold_parameters() -> None:
    level = "{model_name: a, litellm_params: {n: 1}}"
    tiers = f"      complexity_router_config: {{tiers: {{SIMPLE: {level}}}}}\n"
    imported = litellm(MODELS + tiers)
    assert imported.rules[0].then == {"deployment": "small"}
    assert fates(imported, f"{CONFIG}.tiers.SIMPLE.litellm_params") == {Fate.LEFT}


def test_a_level_of_a_model_that_is_missing_has_no_rule() -> None:
    tiers = "      complexity_router_config: {tiers: {SIMPLE: nobody, COMPLEX: c}}\n"
    imported = litellm(MODELS + tiers)
    assert [rule.when.get("complexity") for rule in imported.rules] == ["demanding"]
    assert fates(imported, f"{CONFIG}.tiers.SIMPLE") == {Fate.LEFT}


def test_a_default_that_is_missing_has_no_rule() -> None:
    imported = litellm(f"{MODELS}      complexity_router_default_model: nobody\n")
    assert imported.rules == ()
    assert fates(imported, "model_list[3].litellm_params.complexity_router_default_model") == {
        Fate.LEFT
    }


def test_a_level_without_a_model_has_no_rule() -> None:
    tiers = "      complexity_router_config: {tiers: {SIMPLE: [], COMPLEX: c}}\n"
    imported = litellm(MODELS + tiers)
    assert [rule.when.get("complexity") for rule in imported.rules] == ["demanding"]
    assert fates(imported, f"{CONFIG}.tiers.SIMPLE") == {Fate.LEFT}
