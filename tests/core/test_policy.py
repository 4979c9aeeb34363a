"""Tests of `router.core.policy`."""

import pytest
from hypothesis import given
from pydantic import ValidationError

from router.core.facts import Facts
from router.core.policy import DEFAULT_RULE, Policy
from router.core.tier import Tier
from tests.factories import assessment, facts, policy
from tests.strategies import generated_facts, policies

ALWAYS = {"tokens": {"at_least": 1}}
NEVER = {"team": "nobody"}


def test_the_default_applies_where_no_rule_sets_a_tier() -> None:
    directive = policy(
        {"when": ALWAYS, "then": {"cap": "premium"}}, default=Tier.ECONOMY
    ).directive(facts())

    assert (directive.use.value, directive.use.rule_id) == (Tier.ECONOMY, DEFAULT_RULE)


def test_the_first_match_wins_for_each_kind_of_effect() -> None:
    written = policy(
        {"when": NEVER, "then": {"tier": "premium", "floor": "premium"}},
        {"when": ALWAYS, "then": {"tier": "economy"}},
        {"when": ALWAYS, "then": {"tier": "premium", "cap": "standard"}},
        {"when": ALWAYS, "then": {"floor": "standard", "cap": "premium"}},
    )

    directive = written.directive(facts())

    assert (directive.use.value, directive.use.rule_id) == (Tier.ECONOMY, "r1")
    assert directive.cap is not None
    assert (directive.cap.value, directive.cap.rule_id) == (Tier.STANDARD, "r2")
    assert directive.floor is not None
    assert (directive.floor.value, directive.floor.rule_id) == (Tier.STANDARD, "r3")


def test_a_denial_stands_wherever_its_rule_stands() -> None:
    written = policy(
        {"when": ALWAYS, "then": {"tier": "premium"}},
        {"when": ALWAYS, "then": {"deny": "closed on Sundays"}},
    )

    deny = written.directive(facts()).deny

    assert deny is not None
    assert (deny.value, deny.rule_id) == ("closed on Sundays", "r1")


def test_an_effect_carries_the_reason_of_its_rule() -> None:
    written = policy({"when": ALWAYS, "then": {"tier": "economy"}, "reason": "It suffices."})

    assert written.directive(facts()).use.reason == "It suffices."


def test_conditions_on_labels_never_match_where_the_classifier_abstained() -> None:
    everything = policy(
        {"when": {"priority": ["low", "normal", "high"]}, "then": {"tier": "premium"}},
        {
            "when": {"complexity": ["trivial", "moderate", "demanding"]},
            "then": {"tier": "premium"},
        },
        {"when": {"task": "drafting"}, "then": {"tier": "premium"}},
    )

    said = assessment(is_abstained=True)

    assert everything.directive(facts(said=said)).use.rule_id == DEFAULT_RULE
    assert everything.directive(facts()).use.rule_id == "r0"


@given(policies(), generated_facts())
def test_a_rule_matches_exactly_when_none_of_its_conditions_fails(
    written: Policy, known: Facts
) -> None:
    for rule in written.rules:
        assert rule.matches(known) is (rule.when.first_failing(known) is None)


@given(policies(), generated_facts())
def test_policies_written_alike_are_equal_even_after_use(written: Policy, known: Facts) -> None:
    written.directive(known)

    assert Policy.model_validate_json(written.model_dump_json()) == written


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ({"when": {}, "then": {"tier": "economy"}}, "at least one condition"),
        ({"when": {"team": None}, "then": {"tier": "economy"}}, "at least one condition"),
        ({"when": ALWAYS, "then": {}}, "at least one effect"),
        ({"when": ALWAYS, "then": {"tier": None}}, "at least one effect"),
        ({"when": ALWAYS, "then": {"deny": ""}}, "at least 1 character"),
        ({"when": ALWAYS, "then": {"tier": "gold"}}, "'economy', 'standard' or 'premium'"),
        ({"when": ALWAYS, "then": {"floor": "premium", "cap": "economy"}}, "above cap"),
        ({"when": {"priorty": "low"}, "then": {"tier": "economy"}}, "Extra inputs"),
        ({"when": ALWAYS, "then": {"teir": "economy"}}, "Extra inputs"),
        ({"when": ALWAYS, "then": {"tier": "economy"}, "id": "Has Spaces"}, "pattern"),
        ({"when": ALWAYS, "then": {"tier": "economy"}, "id": DEFAULT_RULE}, "ids must be unique"),
        ({"when": ALWAYS, "then": {"tier": "economy"}, "reason": ""}, "at least 1 character"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(rule: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        policy(rule)


def test_two_rules_with_one_id_are_refused() -> None:
    twin: dict[str, object] = {"id": "twin", "when": ALWAYS, "then": {"tier": "economy"}}

    with pytest.raises(ValidationError, match="two rules have the id 'twin'"):
        policy(twin, twin)


def test_a_policy_in_an_unknown_language_version_is_refused() -> None:
    with pytest.raises(ValidationError, match="version"):
        Policy.model_validate({"version": 2, "name": "later"})
