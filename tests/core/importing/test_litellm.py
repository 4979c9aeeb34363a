"""Tests of `router.core.importing.litellm`."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.importing.litellm import import_litellm
from router.core.importing.source import Fate, Unreadable
from tests.core.importing.foreign import (
    document,
    fates,
    listing,
    litellm,
    told,
    unaccounted,
    unless_refused,
)

MODEL = "model_list: [{model_name: a, litellm_params: {model: openai/small}}]\n"


@pytest.mark.parametrize(
    "text", ["{}", "model_list:", "model_list: []", "model_list: {a: b}", "general_settings: {}"]
)
def test_a_file_without_models_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="model_list"):
        litellm(text)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Unreadable) as caught:
        litellm(
            "model_list:\n"
            "  - {model_name: a, litellm_params: {model: openai/small, weight: heavy}}\n"
            "  - {model_name: b}\n"
        )
    assert [fault.location for fault in caught.value.faults] == [
        ("model_list", 0, "litellm_params", "weight"),
        ("model_list", 1),
    ]


def test_settings_of_the_server_are_told_one_by_one() -> None:
    imported = litellm(f"{MODEL}general_settings: {{master_key: sk-1, otel: true}}")
    assert fates(imported, "general_settings.master_key") == {Fate.LEFT}
    assert fates(imported, "general_settings.otel") == {Fate.LEFT}
    assert "tierwise keys create" in told(imported, "general_settings.master_key")[0][1]


def test_other_files_are_not_followed_in_silence() -> None:
    assert "not followed" in told(litellm(f"{MODEL}include: [more.yaml]"), "include")[0][1]


def test_budgets_come_before_all_other_rules() -> None:
    text = (
        "model_list:\n"
        "  - {model_name: a, litellm_params: {model: openai/small}}\n"
        "  - {model_name: a, litellm_params: {model: openai/large}}\n"
        "litellm_settings: {max_budget: 5, budget_duration: 1d}\n"
    )
    assert [rule.id for rule in litellm(text).rules] == ["service-is-spent", "a", "a-large"]


def test_the_same_file_gives_the_same_import() -> None:
    assert litellm(MODEL) == litellm(MODEL)


_KEYS = st.sampled_from(
    [
        "api_key",
        "rpm",
        "tags",
        "fallbacks",
        "cache",
        "mode",
        "id",
        "x",
        "y",
        "litellm_params",
        "model_info",
        "tiers",
        "order",
    ]
)
_ANY: st.SearchStrategy[Any] = st.recursive(
    st.integers(0, 9) | st.sampled_from(["a", "openai/small", "sk-1", None, True]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)
_ENTRY = st.fixed_dictionaries(
    {
        "model_name": st.sampled_from(["a", "b", "auto", "premium"]),
        "litellm_params": st.fixed_dictionaries(
            {
                "model": st.sampled_from(
                    [
                        "openai/small",
                        "large",
                        "openai/unpriced",
                        "openai/*",
                        "openai/vectors",
                        "auto_router/complexity_router",
                    ]
                )
            },
            optional={"rpm": _ANY, "unknown": _ANY, "complexity_router_config": _ANY},
        ),
    },
    optional={"model_info": st.dictionaries(_KEYS, _ANY, max_size=3), "extra": _ANY},
)
_SETTINGS = st.dictionaries(
    st.sampled_from(["fallbacks", "cache", "num_retries", "max_budget", "model_group_alias", "z"]),
    _ANY,
    max_size=4,
)
_CONFIG = st.fixed_dictionaries(
    {"model_list": st.lists(_ENTRY, min_size=1, max_size=4)},
    optional={
        "router_settings": _SETTINGS,
        "litellm_settings": _SETTINGS,
        "general_settings": st.dictionaries(_KEYS, _ANY, max_size=3),
        "other": _ANY,
    },
)


@given(_CONFIG)
def test_every_leaf_of_any_configuration_is_accounted_for_or_a_fault(data: dict[str, Any]) -> None:
    imported = unless_refused(data, lambda d: import_litellm(d, listing(), environment={}))
    assert imported is None or unaccounted(imported, data) == []


def test_the_document_is_told_in_comments_by_its_name() -> None:
    imported = import_litellm(document(MODEL, name="proxy.yaml"), listing(), environment={})
    assert (imported.file, imported.origin) == ("proxy.yaml", "LiteLLM")
