"""Tests of `router.core.importing.semantic_router_decisions`."""

from router.core.importing.imported import Imported
from router.core.importing.semantic_router import import_semantic_router
from router.core.importing.source import Fate
from tests.core.importing.foreign import document, fates, listing, told

MODELS = """\
vllm_endpoints: [{name: e, address: 10.0.0.1, port: 80}]
model_config: {mini: {}, maxi: {}, euros: {pricing: {currency: EUR, prompt_per_1m: 1}}}
signals: {language: [{name: de}], keywords: [{name: urgent}]}
"""
DE = "rules: {type: language, name: de}"


def _import(more: str) -> Imported:
    return import_semantic_router(document(MODELS + more), listing())


def _decide(*decisions: str) -> Imported:
    return _import(f"decisions: [{', '.join(f'{{{one}}}' for one in decisions)}]")


def test_decisions_become_rules_in_the_order_of_their_priority() -> None:
    imported = _decide(
        f"name: low, priority: 1, {DE}, modelRefs: [{{model: mini}}]",
        f"name: High One, priority: 9, description: Why., {DE}, modelRefs: [{{model: maxi}}]",
    )
    assert [(rule.id, rule.reason) for rule in imported.rules] == [
        ("high-one", "Why."),
        ("low", "The decision low."),
    ]
    assert imported.rules[0].when == {"language": "de"}
    assert imported.rules[0].then == {"deployment": "maxi"}


def test_a_decision_without_rules_holds_always() -> None:
    (rule,) = _decide("name: all, modelRefs: [{model: mini}]").rules
    assert rule.when == {"requested_model": "*"}


def test_a_decision_on_what_is_no_fact_here_is_told_as_a_whole() -> None:
    imported = _decide(
        "name: hurry, rules: {type: keyword, name: urgent}, modelRefs: [{model: mini}]"
    )
    assert imported.rules == ()
    assert fates(imported, "decisions[0]") == {Fate.LEFT}


def test_a_decision_for_models_that_are_missing_is_told_as_a_whole() -> None:
    imported = _decide(f"name: x, {DE}, modelRefs: [{{model: nobody}}, {{model: euros}}]")
    assert imported.rules == ()
    assert "no model that it names" in told(imported, "decisions[0]")[0][1]


def test_only_the_first_model_is_used() -> None:
    imported = _decide(f"name: x, {DE}, modelRefs: [{{model: maxi}}, {{model: mini}}]")
    assert imported.rules[0].then == {"deployment": "maxi"}
    assert fates(imported, "decisions[0].modelRefs[1]") == {Fate.LEFT}


def test_reasoning_is_a_limit_on_effort() -> None:
    def then(ref: str) -> object:
        refs = f"modelRefs: [{{model: mini, {ref}}}]"
        return _decide(f"name: x, {DE}, {refs}").rules[0].then.get("reasoning_effort")

    assert then("use_reasoning: true, reasoning_effort: high") == "high"
    assert then("use_reasoning: false, reasoning_effort: high") == "minimal"
    assert then("use_reasoning: true") is None
    assert then("reasoning_effort: enormous") is None


def test_a_shadow_stays_a_shadow() -> None:
    settings = "{enabled: true, model: maxi, sample_rate: 0.05}"
    plugin = f"plugins: [{{type: shadow_dispatch, configuration: {settings}}}]"
    imported = _decide(f"name: x, {DE}, modelRefs: [{{model: mini}}], {plugin}")
    shadow = imported.rules[0].then["shadow"]
    assert str(shadow) == "{'share': Decimal('0.05'), 'deployment': 'maxi'}"


def test_a_plugin_that_is_off_does_nothing() -> None:
    settings = "{enabled: false, model: maxi, sample_rate: 0.05}"
    plugin = f"plugins: [{{type: shadow_dispatch, configuration: {settings}}}]"
    imported = _decide(f"name: x, {DE}, modelRefs: [{{model: mini}}], {plugin}")
    assert "shadow" not in imported.rules[0].then


def test_a_limit_on_tokens_is_carried_over() -> None:
    plugin = "plugins: [{type: request_params, configuration: {max_tokens_limit: 512, max_n: 2}}]"
    imported = _decide(f"name: x, {DE}, modelRefs: [{{model: mini}}], {plugin}")
    assert imported.rules[0].then["max_tokens"] == 512
    assert fates(imported, "decisions[0].plugins[0].configuration.max_n") == {Fate.LEFT}


def test_a_category_sends_its_tasks_to_the_model_with_the_best_score() -> None:
    scores = "[{model: mini, score: 0.2}, {model: maxi, score: 0.9, use_reasoning: false}]"
    (rule,) = _import(f"categories: [{{name: math, model_scores: {scores}}}]").rules
    assert rule.when == {"task": "math"}
    assert rule.then == {"deployment": "maxi", "reasoning_effort": "minimal"}


def test_a_category_that_is_no_task_is_told_as_a_whole() -> None:
    scores = "[{model: mini, score: 0.2}]"
    imported = _import(f"categories: [{{name: law, model_scores: {scores}}}]")
    assert imported.rules == ()
    assert fates(imported, "categories[0]") == {Fate.LEFT}


def test_where_there_are_decisions_scores_do_not_count() -> None:
    scores = "categories: [{name: math, model_scores: [{model: mini, score: 1}]}]\n"
    imported = _import(f"{scores}decisions: [{{name: x, {DE}, modelRefs: [{{model: maxi}}]}}]")
    assert [rule.id for rule in imported.rules] == ["x"]


def test_a_reference_without_a_model_is_told() -> None:
    imported = _decide(f"name: x, {DE}, modelRefs: [{{weight: 1}}, {{model: mini}}]")
    assert imported.rules[0].then == {"deployment": "mini"}
    assert fates(imported, "decisions[0].modelRefs[0]") == {Fate.LEFT}


def test_a_shadow_of_nobody_is_told() -> None:
    settings = "{model: nobody, sample_rate: 0.05}"
    plugin = f"plugins: [{{type: shadow_dispatch, configuration: {settings}}}]"
    imported = _decide(f"name: x, {DE}, modelRefs: [{{model: mini}}], {plugin}")
    assert "shadow" not in imported.rules[0].then
    assert fates(imported, "decisions[0].plugins[0].configuration") == {Fate.LEFT}


def test_a_score_without_a_model_counts_nothing() -> None:
    scores = "[{score: 1}, {model: mini}]"
    (rule,) = _import(f"categories: [{{name: math, model_scores: {scores}}}]").rules
    assert rule.then == {"deployment": "mini"}
