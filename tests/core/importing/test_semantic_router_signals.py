"""Tests of `router.core.importing.semantic_router_signals`."""

import pytest

from router.core.importing.semantic_router_signals import (
    EVERYTHING,
    Translation,
    When,
    signals_of,
    task_of_domain,
)
from router.core.importing.source import Part
from tests.core.importing.foreign import root

SIGNALS = """\
signals:
  domains:
    - {name: sums, mmlu_categories: [math]}
    - {name: law}
    - {name: both, mmlu_categories: [math, law]}
  complexity: [{name: depth}]
  language: [{name: de}]
  context: [{name: long, min_tokens: 32K, max_tokens: 1.5M}, {name: bare}]
  keywords: [{name: urgent}]
  conversation:
    - {name: tools, feature: {type: exists, source: {type: tool_definition}}}
    - {name: pictures, feature: {type: count, source: {type: image_content}}, predicate: {gte: 1}}
    - {name: many, feature: {type: count, source: {type: message, role: user}}, predicate: {gte: 4}}
    - {name: system, feature: {source: {type: message, role: system}}, predicate: {gte: 1}}
    - {name: few, feature: {type: count, source: {type: message, role: user}}, predicate: {lt: 4}}
  input_modality: [{name: sees, modality: image}, {name: hears, modality: audio}]
rules:
"""


def _condition(rules: str) -> When | None:
    whole = root(f"{SIGNALS}  {rules}")
    node = whole.get("rules")
    assert node is not None
    return Translation(signals_of(whole)).condition(node)


@pytest.mark.parametrize(
    ("kind", "name", "condition"),
    [
        ("domain", "sums", {"task": "math"}),
        ("domain", "law", None),
        ("domain", "both", None),
        ("complexity", "depth:hard", {"complexity": "demanding"}),
        ("complexity", "depth:medium", {"complexity": "moderate"}),
        ("complexity", "depth", None),
        ("language", "de", {"language": "de"}),
        ("language", "german", None),
        ("context", "long", {"tokens": {"at_least": 32_000, "at_most": 1_500_000}}),
        ("context", "bare", None),
        ("conversation", "tools", {"tools": True}),
        ("conversation", "pictures", {"images": True}),
        ("conversation", "many", {"turns": {"at_least": 4}}),
        ("conversation", "system", None),
        ("conversation", "few", None),
        ("input_modality", "sees", {"images": True}),
        ("input_modality", "hears", None),
        ("keyword", "urgent", None),
        ("jailbreak", "x", None),
    ],
)
def test_a_signal_is_a_condition_only_where_it_means_the_same(
    kind: str, name: str, condition: When | None
) -> None:
    assert _condition(f"{{type: {kind}, name: '{name}'}}") == condition


DE = "{type: language, name: de}"
SUMS = "{type: domain, name: sums}"
URGENT = "{type: keyword, name: urgent}"


def _tree(operator: str, *nodes: str) -> str:
    return f"{{operator: {operator}, conditions: [{', '.join(nodes)}]}}"


def test_trees_become_groups() -> None:
    de: When = {"language": "de"}
    sums: When = {"task": "math"}
    assert _condition(_tree("AND", DE, SUMS)) == {**de, **sums}
    assert _condition(_tree("AND", DE, DE)) == {"all": [de, de]}
    assert _condition(_tree("OR", DE, SUMS)) == {"any": [de, sums]}
    assert _condition(_tree("NOT", DE)) == {"not": [de]}
    assert _condition(_tree("AND")) == EVERYTHING


def test_what_would_match_more_than_before_is_given_up() -> None:
    assert _condition(_tree("AND", DE, URGENT)) is None
    assert _condition(_tree("NOT", URGENT)) is None
    assert _condition(_tree("NOT", _tree("OR", DE, URGENT))) is None
    assert _condition(_tree("OR", URGENT)) is None


def test_an_alternative_that_is_no_fact_here_is_left_out() -> None:
    assert _condition(_tree("OR", DE, URGENT)) == {"language": "de"}


def test_notes_are_told_only_once_the_rule_is_made() -> None:
    whole = root(f"{SIGNALS}  {DE}")
    node = whole.get("rules")
    assert node is not None
    translation = Translation(signals_of(whole))
    translation.condition(node)
    assert not whole.reading.notes
    translation.tell()
    assert {note.field for note in whole.reading.notes} == {"rules", "signals.language[0]"}


def test_categories_of_the_older_layout_are_domains() -> None:
    whole = root("categories: [{name: math}, {description: nameless}]")
    assert list(signals_of(whole)) == [("domain", "math")]


def test_signals_may_stand_under_routing() -> None:
    whole = root("routing: {signals: {language: [{name: fr}]}}")
    assert list(signals_of(whole)) == [("language", "fr")]


def test_a_topic_without_a_definition_is_judged_by_its_name() -> None:
    assert task_of_domain("math", None) == {"task": "math"}
    assert task_of_domain("health", None) is None


def test_a_size_that_is_none_is_a_fault() -> None:
    whole = root(
        "{signals: {context: [{name: c, min_tokens: lots}]}, rules: {type: context, name: c}}"
    )
    node = whole.get("rules")
    assert isinstance(node, Part)
    assert Translation(signals_of(whole)).condition(node) is None
    assert whole.reading.faults


def test_an_operator_that_nobody_knows_is_given_up() -> None:
    assert _condition(_tree("XOR", DE, SUMS)) is None


def test_a_group_without_an_operator_is_all_of_it() -> None:
    assert _condition(f"{{conditions: [{DE}, {SUMS}]}}") == {"language": "de", "task": "math"}


def test_a_topic_may_be_asked_for_without_a_definition() -> None:
    assert _condition("{type: domain, name: math}") == {"task": "math"}
