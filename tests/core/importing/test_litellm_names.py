"""Tests of `router.core.importing.litellm_names`."""

from router.core.importing.source import Fate
from tests.core.importing.foreign import litellm, told

NAME = "model_list[0].model_name"


def _one(group: str, model: str = "openai/small") -> str:
    return f"model_list: [{{model_name: {group}, litellm_params: {{model: {model}}}}}]"


def test_a_groups_name_is_an_alias_of_its_only_deployment() -> None:
    imported = litellm(_one("fast"))
    assert imported.aliases == {"fast": "small"}
    assert told(imported, NAME) == [(Fate.CARRIED, "alias of `small`")]


def test_no_alias_is_needed_where_the_deployment_has_the_name() -> None:
    imported = litellm(_one("small"))
    assert imported.aliases == {}
    assert told(imported, NAME) == [(Fate.CARRIED, "the deployment's name")]


def test_a_pattern_stays_a_pattern() -> None:
    assert litellm(_one('"cl*"')).aliases == {"cl*": "small"}


def test_a_tiers_name_cannot_be_a_groups_name() -> None:
    imported = litellm(_one("premium"))
    assert imported.aliases == {}
    fate, text = told(imported, NAME)[0]
    assert fate is Fate.LEFT
    assert "Have them ask for `small`" in text


def test_a_name_with_rules_stands_for_auto() -> None:
    entry = "{model_name: two, litellm_params: {model: openai/%s}}"
    imported = litellm(f"model_list: [{entry % 'small'}, {entry % 'large'}]")
    assert imported.aliases == {"two": "auto"}
    assert told(imported, NAME)[0] == (
        Fate.CHANGED,
        "rules `two`, `two-large`: `small` serves it while it works; traffic is not spread",
    )


def test_a_routers_name_stands_for_auto() -> None:
    router = "{model_name: smart, litellm_params: {model: auto_router/x}}"
    small = "{model_name: small, litellm_params: {model: openai/small}}"
    imported = litellm(f"model_list: [{router}, {small}]")
    assert imported.aliases == {"smart": "auto"}
    assert told(imported, "model_list[0].litellm_params.model")[0][0] is Fate.LEFT


def test_a_router_with_a_tiers_name_is_told() -> None:
    router = "{model_name: economy, litellm_params: {model: auto_router/x}}"
    small = "{model_name: small, litellm_params: {model: openai/small}}"
    imported = litellm(f"model_list: [{router}, {small}]")
    assert imported.aliases == {}
    assert told(imported, NAME)[0][0] is Fate.LEFT
