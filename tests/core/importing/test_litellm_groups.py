"""Tests of `router.core.importing.litellm_groups`."""

from router.core.importing.imported import ImportedRule
from router.core.importing.source import Fate
from tests.core.importing.foreign import litellm, told

SMALL = "  - {model_name: small, litellm_params: {model: openai/small}}\n"
LARGE = "  - {model_name: large, litellm_params: {model: openai/large}}\n"
TWO = """\
  - {model_name: two, litellm_params: {model: openai/small, order: 2}}
  - {model_name: two, litellm_params: {model: openai/middle, order: 1, weight: 1}}
  - {model_name: two, litellm_params: {model: openai/large, order: 1, weight: 9}}
"""


def _rules(models: str, settings: str = "{}") -> list[ImportedRule]:
    return list(litellm(f"model_list:\n{models}router_settings: {settings}").rules)


def _short(rules: list[ImportedRule]) -> list[tuple[object, object]]:
    return [
        ({key: value for key, value in rule.when.items() if key != "requested_model"}, rule.then)
        for rule in rules
    ]


def test_a_group_of_one_needs_no_rule() -> None:
    assert _rules(SMALL) == []


def test_a_group_of_several_is_served_by_the_first_that_works() -> None:
    rules = _rules(TWO)
    assert {str(rule.when["requested_model"]) for rule in rules} == {"two"}
    assert _short(rules) == [
        ({"not": {"unhealthy": "large"}}, {"deployment": "large"}),
        ({"not": {"unhealthy": "middle"}}, {"deployment": "middle"}),
        ({}, {"deployment": "small"}),
    ]


def test_fallbacks_stand_in_after_the_group() -> None:
    rules = _rules(SMALL + LARGE, "{fallbacks: [{small: [large]}]}")
    assert _short(rules) == [
        ({"not": {"unhealthy": "small"}}, {"deployment": "small"}),
        ({}, {"deployment": "large"}),
    ]


def test_further_names_ask_for_the_same() -> None:
    rules = _rules(TWO, "{model_group_alias: {zwei: two}}")
    assert all(rule.when["requested_model"] == ["two", "zwei"] for rule in rules)


def test_long_input_goes_to_the_first_that_holds_it() -> None:
    rules = _rules(SMALL + LARGE, "{context_window_fallbacks: [{small: [large]}]}")
    assert _short(rules) == [
        ({"tokens": {"at_least": 1_000}}, {"deployment": "large"}),
        ({}, {"deployment": "small"}),
    ]


def test_tags_choose_only_where_litellm_filters_by_them() -> None:
    tagged = SMALL + "  - {model_name: small, litellm_params: {model: openai/large, tags: [t]}}\n"
    first, *_ = _rules(tagged, "{enable_tag_filtering: true}")
    assert first.when == {"requested_model": "small", "tags": "t"}
    assert first.then == {"deployment": "large"}
    assert not any("tags" in rule.when for rule in _rules(tagged))
    field = "model_list[1].litellm_params.tags"
    on = litellm(f"model_list:\n{tagged}router_settings: {{enable_tag_filtering: true}}")
    assert [fate for fate, _ in told(on, field)] == [Fate.CHANGED]
    assert [fate for fate, _ in told(litellm(f"model_list:\n{tagged}"), field)] == [Fate.LEFT]


def test_embeddings_of_one_name_always_come_from_one_deployment() -> None:
    vectors = """\
  - {model_name: v, litellm_params: {model: openai/vectors}}
  - {model_name: v, litellm_params: {model: openai/vectors, api_base: "https://b.example/v1"}}
"""
    imported = litellm(f"model_list:\n{vectors}router_settings: {{fallbacks: [{{v: [v]}}]}}")
    assert imported.rules == ()
    assert imported.aliases == {"v": "vectors"}
    assert told(imported, "model_list[1].model_name")[0][0] is Fate.LEFT


def test_a_group_named_auto_is_served_by_a_rule() -> None:
    (rule,) = _rules("  - {model_name: auto, litellm_params: {model: openai/small}}\n")
    assert (rule.when, rule.then) == ({"requested_model": "auto"}, {"deployment": "small"})


def test_a_tag_of_default_chooses_nobody() -> None:
    models = "  - {model_name: a, litellm_params: {model: openai/small, tags: [default]}}\n"
    rules = _rules(models, "{enable_tag_filtering: true}")
    assert not any("tags" in rule.when for rule in rules)
