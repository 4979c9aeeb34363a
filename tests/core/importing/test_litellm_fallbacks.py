"""Tests of `router.core.importing.litellm_fallbacks`."""

import pytest

from router.core.importing.source import Fate, Unreadable
from tests.core.importing.foreign import fates, litellm, told

MODELS = """\
model_list:
  - {model_name: a, litellm_params: {model: openai/small}}
  - {model_name: b, litellm_params: {model: openai/middle}}
  - {model_name: c, litellm_params: {model: openai/large}}
"""


def _chain(settings: str, group: str) -> list[object]:
    rules = litellm(MODELS + settings).rules
    return [rule.then["deployment"] for rule in rules if rule.when["requested_model"] == group]


def test_a_groups_own_fallbacks_come_before_those_for_all() -> None:
    settings = "litellm_settings: {fallbacks: [{a: [b]}], default_fallbacks: [c]}"
    assert _chain(settings, "a") == ["small", "middle"]
    assert _chain(settings, "b") == ["middle", "large"]
    assert _chain(settings, "c") == []


def test_a_star_stands_for_all_groups() -> None:
    assert _chain("router_settings: {fallbacks: [{'*': [c]}]}", "a") == ["small", "large"]


def test_the_routers_settings_win() -> None:
    settings = """\
router_settings: {fallbacks: [{a: [b]}]}
litellm_settings: {fallbacks: [{a: [c]}]}
"""
    assert _chain(settings, "a") == ["small", "middle"]


def test_names_that_nobody_has_are_told() -> None:
    imported = litellm(f"{MODELS}router_settings: {{fallbacks: [{{a: [b, x]}}, {{y: [a]}}]}}")
    assert fates(imported, "router_settings.fallbacks[0].a[0]") == {Fate.CHANGED}
    assert fates(imported, "router_settings.fallbacks[0].a[1]") == {Fate.LEFT}
    assert fates(imported, "router_settings.fallbacks[1].y") == {Fate.LEFT}


def test_long_input_cannot_be_told_where_the_window_is_not_known() -> None:
    own = "  - {model_name: d, litellm_params: {model: hosted_vllm/m, api_base: 'http://x/v1'}}\n"
    settings = "router_settings: {context_window_fallbacks: [{d: [a]}]}"
    imported = litellm(MODELS + own + settings)
    fate, text = told(imported, "router_settings.context_window_fallbacks[0].d")[0]
    assert fate is Fate.LEFT
    assert "context window of d is not known" in text


def test_aliases_of_groups_are_further_names() -> None:
    settings = "router_settings: {model_group_alias: {x: a, y: {model: b, hidden: true}, z: q}}"
    imported = litellm(MODELS + settings)
    assert imported.aliases["x"] == "small"
    assert imported.aliases["y"] == "middle"
    assert fates(imported, "router_settings.model_group_alias.z") == {Fate.LEFT}


def test_an_alias_does_not_replace_a_group() -> None:
    imported = litellm(f"{MODELS}router_settings: {{model_group_alias: {{a: b}}}}")
    assert imported.aliases["a"] == "small"
    assert fates(imported, "router_settings.model_group_alias.a") == {Fate.LEFT}


def test_what_names_no_group_is_told_or_a_fault() -> None:
    imported = litellm(f"{MODELS}router_settings: {{model_group_alias: {{x: {{hidden: true}}}}}}")
    assert fates(imported, "router_settings.model_group_alias.x") == {Fate.LEFT}
    with pytest.raises(Unreadable, match="must be text"):
        litellm(f"{MODELS}router_settings: {{fallbacks: [{{a: [[b]]}}]}}")
