"""Tests of `router.core.mutants.equivalence`."""

from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from router.core.cases.ruling import ruling
from router.core.cases.variant import with_policy
from router.core.facts import Facts
from router.core.mutants.equivalence import why_equivalent
from router.core.mutants.mutant import Mutant, mutants
from router.core.policy import Policy
from router.core.routing import Rulebook
from tests.factories import rulebook
from tests.strategies import generated_facts, rulebooks

Rules = list[dict[str, Any]]
LOW = {"priority": "low"}
HARD = {"complexity": "demanding"}


def verdict(rules: Rules, change: str, *, rule: str = "r0", **more: Any) -> str | None:
    """Why a change of a rule decides nothing."""
    complete = [{"id": f"r{n}", "reason": "because", **one} for n, one in enumerate(rules)]
    policy = Policy.model_validate({"version": 1, "name": "test", "rules": complete, **more})
    return why_equivalent(_the(policy, change, rule=rule), rulebook(policy))


def _the(policy: Policy, change: str, *, rule: str) -> Mutant:
    found = {(one.rule_id, one.change): one for one in mutants(policy)}
    return found[rule, change]


def test_the_order_of_rules_that_never_match_together_does_not_matter() -> None:
    rules: Rules = [
        {"when": LOW, "then": {"tier": "economy"}},
        {"when": {"priority": "high"}, "then": {"tier": "premium"}},
    ]
    assert verdict(rules, "after r1") == "it never matches together with r1"


def test_the_order_of_rules_with_different_effects_does_not_matter() -> None:
    rules: Rules = [
        {"when": LOW, "then": {"tier": "economy"}},
        {"when": HARD, "then": {"max_tokens": 100}},
    ]
    assert verdict(rules, "after r1") == "it shares no kind of effect with r1"


def test_the_order_of_rules_that_meet_and_share_an_effect_matters() -> None:
    rules: Rules = [
        {"when": LOW, "then": {"tier": "economy"}},
        {"when": HARD, "then": {"deployment": "large"}},
    ]
    assert verdict(rules, "after r1") is None


def test_what_earlier_rules_decide_anyway_does_not_matter() -> None:
    rules: Rules = [
        {"when": {"priority": "high"}, "then": {"tier": "premium"}},
        {"when": {"priority": "normal"}, "then": {"tier": "standard"}},
    ]
    change = "priority with high too"
    assert verdict(rules, change, rule="r1") is not None
    assert verdict(rules, "priority with low too", rule="r1") is None


def test_what_another_rule_refuses_does_not_matter() -> None:
    rules: Rules = [
        {"when": LOW, "then": {"tier": "economy"}},
        {"when": {"priority": ["low", "normal"]}, "then": {"deny": "closed"}},
    ]
    assert verdict(rules, "tier economy to standard") is not None


def test_a_guideline_counts_also_behind_another() -> None:
    rules: Rules = [
        {"when": LOW, "then": {"guideline": "Be brief."}},
        {"when": LOW, "then": {"guideline": "Be kind."}},
    ]
    assert verdict(rules, "left out", rule="r1") is None
    assert verdict(rules, "after r1") is None


def test_tiers_that_the_own_floor_lifts_do_not_matter() -> None:
    rules = [{"when": LOW, "then": {"tier": "standard", "floor": "standard"}}]
    assert verdict(rules, "tier standard to economy") == "the rule's own floor lifts either tier"
    assert verdict(rules, "tier standard to premium") is None


def test_goals_that_an_earlier_cap_lowers_alike_do_not_matter() -> None:
    rules: Rules = [
        {"when": LOW, "then": {"cap": "economy"}},
        {"when": {"priority": "normal"}, "then": {"tier": "premium"}},
    ]
    assert verdict(rules, "priority with low too", rule="r1") is not None


def test_a_goal_of_the_caps_own_tier_matters_because_it_is_named_as_the_reason() -> None:
    rules: Rules = [
        {"when": LOW, "then": {"cap": "economy"}},
        {"when": {"priority": "normal"}, "then": {"tier": "economy"}},
    ]
    assert verdict(rules, "priority with low too", rule="r1") is None


def test_the_name_of_the_only_budget_does_not_matter() -> None:
    when = {"budget": {"id": "all", "share_used": {"at_least": 0.8}}}
    one = {"id": "all", "limit_usd": 100, "per": "month"}
    rules = [{"when": when, "then": {"cap": "economy"}}]
    change = "budget id left out"
    assert verdict(rules, change, budgets=[one]) == "there is no other budget"
    assert verdict(rules, change, budgets=[one, {**one, "id": "other"}]) is None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rulebooks(), st.lists(generated_facts(), min_size=10, max_size=20))
def test_what_is_proved_to_decide_nothing_decides_nothing(
    book: Rulebook, known: list[Facts]
) -> None:
    before = [ruling(facts, book) for facts in known]
    for mutant in mutants(book.policy):
        if why_equivalent(mutant, book) is None:
            continue
        event("proved")
        changed = with_policy(book, mutant.policy)
        for facts, was in zip(known, before, strict=True):
            assert was.equals(ruling(facts, changed)), f"{mutant}: {book.policy.rules}"
