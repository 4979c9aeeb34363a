"""Tests of `router.core.mutants.equivalence`."""

from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from router.core.cases.given import Given
from router.core.cases.ruling import ruling
from router.core.cases.variant import with_policy, with_rules
from router.core.facts import Facts
from router.core.ladder import rule_of, strictest_first
from router.core.mutants.equivalence import why_equivalent
from router.core.mutants.mutant import Mutant, mutants
from router.core.policy import Policy, Rule
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


LADDERED: dict[str, Any] = {
    "budgets": [
        {
            "id": "all",
            "limit_usd": 5,
            "per": "day",
            "steps": [
                {"at": 0.5, "cap": "standard", "max_tokens": 900},
                {"at": 0.9, "cap": "economy", "for": ["low", "normal"], "slow_down": 6},
                {"at": 0.8, "require_approval": "Ask us.", "for": "low"},
            ],
        }
    ]
}


def laddered(*rules: dict[str, Any]) -> Policy:
    plain = Policy.model_validate({"version": 1, "name": "test", **LADDERED})
    (budget,) = plain.budgets
    steps = {step.rule_id("all"): step for step in budget.steps}
    climbed = strictest_first((rule_of(s, budget, owner=None) for s in budget.steps), steps)
    others = [
        Rule.model_validate({"id": f"r{n}", "reason": "because", **one})
        for n, one in enumerate(rules)
    ]
    return with_rules(plain, [*climbed, *others])


CAPPED = laddered(
    {"when": {"team": "a"}, "then": {"cap": "premium", "max_tokens": 2_000}},
    {"when": {"tools": False}, "then": {"cap": "standard", "slow_down": 60}},
    {"when": {"team": ["a", "b"]}, "then": {"require_approval": {"ask": "Ask.", "above_usd": 1}}},
    {"when": {"tools": False, "team": "b"}, "then": {"require_approval": "Ask them."}},
)


def test_the_order_of_steps_does_not_matter_where_one_is_stricter() -> None:
    mutant = _the(CAPPED, "after all-at-90-low-normal", rule="all-at-80-low")
    assert why_equivalent(mutant, rulebook(CAPPED)) == (
        "it shares no kind of effect with all-at-90-low-normal"
    )
    other = _the(CAPPED, "after all-at-50", rule="all-at-90-low-normal")
    assert why_equivalent(other, rulebook(CAPPED)) == "it shares no kind of effect with all-at-50"


@settings(max_examples=150, deadline=None)
@given(
    used=st.floats(0, 1.2),
    priority=st.sampled_from(("low", "normal", "high")),
    team=st.sampled_from(("a", "b", "c")),
    tools=st.booleans(),
    grants=st.sampled_from(([], [{"rules": "r3"}], [{"rules": ["all-at-80-low", "r2"]}])),
    model=st.sampled_from(("auto", "economy", "premium")),
)
def test_what_is_proved_of_ladders_and_demands_holds(
    used: float, priority: str, team: str, tools: bool, grants: list[Any], model: str
) -> None:
    written = {
        "priority": priority,
        "team": team,
        "tools": tools,
        "grants": grants,
        "requested_model": model,
        "budgets": [{"id": "all", "share_used": used}],
    }
    known = Given.model_validate(written).facts()
    book = rulebook(CAPPED)
    wanted = ruling(known, book)
    for mutant in PROVED:
        assert ruling(known, with_policy(book, mutant.policy)).equals(wanted), str(mutant)


PROVED = [one for one in mutants(CAPPED) if why_equivalent(one, rulebook(CAPPED))]
