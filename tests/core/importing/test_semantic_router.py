"""Tests of `router.core.importing.semantic_router`."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.importing.imported import Imported
from router.core.importing.semantic_router import import_semantic_router
from router.core.importing.source import Fate, Unreadable
from router.core.tier import Tier
from tests.core.importing.foreign import document, fates, listing, unaccounted, unless_refused

MODELS = """\
providers:
  models:
    - name: mini
      backend_refs: [{endpoint: "10.0.0.1:80"}]
      pricing: {prompt_per_1m: 1, completion_per_1m: 1}
    - name: maxi
      backend_refs: [{endpoint: "10.0.0.2:80"}]
      pricing: {prompt_per_1m: 9, completion_per_1m: 9}
"""


def _import(text: str) -> Imported:
    return import_semantic_router(document(text), listing())


def test_a_file_without_models_is_refused() -> None:
    with pytest.raises(Unreadable, match="names no models"):
        _import("decisions: []")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("default_model: maxi\n", "default_model"),
        ("  default_model: maxi\n", "providers.default_model"),
        ("  defaults: {model: maxi}\n", "providers.defaults.model"),
    ],
)
def test_the_default_model_serves_the_rest(text: str, field: str) -> None:
    imported = _import(MODELS + text)
    assert imported.rules[-1].when == {"requested_model": "*"}
    assert imported.rules[-1].then == {"deployment": "maxi"}
    assert imported.default_tier is Tier.PREMIUM
    assert fates(imported, field) == {Fate.CHANGED}


def test_a_default_that_is_missing_is_told() -> None:
    imported = _import(f"{MODELS}default_model: nobody\n")
    assert imported.rules == ()
    assert fates(imported, "default_model") == {Fate.LEFT}


def test_the_names_that_ask_it_to_choose_stand_for_auto() -> None:
    assert _import(MODELS).aliases == {"MoM": "auto"}
    assert _import(f"{MODELS}auto_model_name: choose\n").aliases == {
        "MoM": "auto",
        "choose": "auto",
    }
    assert _import(f"{MODELS}auto_model_name: auto\n").aliases == {"MoM": "auto"}


_WORDS = st.sampled_from(
    ["mini", "maxi", "AND", "OR", "NOT", "domain", "math", "language", "de", "x", "32K", "auto"]
)
_KEYS = st.sampled_from(
    [
        "name",
        "model",
        "models",
        "rules",
        "operator",
        "conditions",
        "type",
        "modelRefs",
        "plugins",
        "configuration",
        "pricing",
        "endpoint",
        "backend_refs",
        "signals",
        "domains",
        "language",
        "context",
        "decisions",
        "priority",
        "model_scores",
    ]
)
_ANY: st.SearchStrategy[Any] = st.recursive(
    st.integers(1, 9) | _WORDS | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=10,
)
_MODEL = st.fixed_dictionaries(
    {"name": _WORDS},
    optional={"backend_refs": st.lists(st.fixed_dictionaries({"endpoint": _WORDS})), "x": _ANY},
)
_NODE = st.recursive(
    st.fixed_dictionaries({"type": _WORDS, "name": _WORDS}),
    lambda inner: st.fixed_dictionaries(
        {"operator": st.sampled_from(["AND", "OR", "NOT"]), "conditions": st.lists(inner)}
    ),
    max_leaves=4,
)
_DECISION = st.fixed_dictionaries(
    {"name": _WORDS, "modelRefs": st.lists(st.fixed_dictionaries({"model": _WORDS}))},
    optional={"rules": _NODE, "priority": st.integers(0, 3), "plugins": _ANY, "x": _ANY},
)
_CONFIG = st.fixed_dictionaries(
    {"providers": st.fixed_dictionaries({"models": st.lists(_MODEL, min_size=1, max_size=3)})},
    optional={
        "decisions": st.lists(_DECISION, max_size=3),
        "model_config": st.dictionaries(_WORDS, st.dictionaries(_KEYS, _ANY, max_size=2)),
        "categories": st.lists(_ANY, max_size=2),
        "default_model": _WORDS,
        "other": _ANY,
    },
)


@given(_CONFIG)
def test_every_leaf_of_any_configuration_is_accounted_for_or_a_fault(data: dict[str, Any]) -> None:
    imported = unless_refused(data, lambda d: import_semantic_router(d, listing()))
    assert imported is None or unaccounted(imported, data) == []
