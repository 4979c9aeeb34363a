"""Tests of `router.core.ladder`."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.labels import Priority
from router.core.budget import BudgetState
from router.core.directive import Directive
from router.core.facts import Facts
from router.core.ladder import rule_of, strictest_first
from router.core.policy import Policy, Rule
from router.core.policy_budget import PolicyBudget
from router.core.tier import Tier
from tests.factories import assessment, caller, facts

Written = dict[str, object]


def policy(*steps: Written, rules: tuple[Written, ...] = (), **budget: object) -> Policy:
    """A policy with one ladder, in front of some rules."""
    ladder = PolicyBudget.model_validate(
        {"id": "all", "limit_usd": 5, "per": "day", "steps": list(steps), **budget}
    )
    named = {step.rule_id("all"): step for step in ladder.steps}
    climbed = strictest_first((rule_of(s, ladder, owner="us") for s in ladder.steps), named)
    others = [Rule.model_validate({"reason": "So it is.", **rule}) for rule in rules]
    return Policy(version=1, name="p", budgets=(ladder,), rules=(*climbed, *others))


def at(
    used: float,
    *,
    elapsed: float = 0.5,
    priority: Priority = Priority.NORMAL,
    team: str = "a",
    is_abstained: bool = False,
) -> Facts:
    state = BudgetState(id="all", share_used=used, share_elapsed=elapsed)
    said = assessment(priority=priority, is_abstained=is_abstained)
    return replace(facts(said=said, who=caller(team=team)), budgets=(state,))


def told(directive: Directive) -> list[str]:
    return [str(step) for step in directive.steps]


def test_a_step_holds_from_its_share_on() -> None:
    one = policy({"at": 0.75, "cap": "standard"})
    assert one.directive(at(0.749)).cap is None
    cap = one.directive(at(0.75)).cap
    assert cap is not None
    assert (cap.value, cap.rule_id) == (Tier.STANDARD, "all-at-75")


@pytest.mark.parametrize(
    ("used", "elapsed", "holds"), [(0.5, 0.4, True), (0.5, 0.5, False), (0.4, 0.1, False)]
)
def test_share_and_pace_must_both_be_reached(used: float, elapsed: float, holds: bool) -> None:
    one = policy({"at": 0.5, "pace": 1.2, "coach": True})
    assert (one.directive(at(used, elapsed=elapsed)).coach is not None) is holds


@pytest.mark.parametrize(
    ("names", "low", "normal", "high", "unsure"),
    [
        ("low", True, False, False, False),
        ("normal", False, True, False, True),
        ("high", False, False, True, False),
        (["low", "normal"], True, True, False, True),
        (["normal", "high"], False, True, True, True),
        (["low", "high"], True, False, True, False),
        (["low", "normal", "high"], True, True, True, True),
    ],
)
def test_it_holds_for_its_priorities_and_unsure_counts_as_normal(
    names: object, low: bool, normal: bool, high: bool, unsure: bool
) -> None:
    one = policy({"at": 0.5, "for": names, "cap": "economy"})
    sure = [one.directive(at(0.6, priority=priority)).cap is not None for priority in Priority]
    assert sure == [low, normal, high]
    for priority in Priority:
        said = one.directive(at(0.6, priority=priority, is_abstained=True))
        assert (said.cap is not None) is unsure


def test_those_who_are_spared_meet_no_step() -> None:
    one = policy({"at": 0.5, "for": "normal", "cap": "economy"}, spare={"team": "incidents"})
    assert one.directive(at(0.9)).cap is not None
    assert one.directive(at(0.9, team="incidents")).cap is None


def test_the_strictest_step_comes_first() -> None:
    one = policy(
        {"at": 0.5, "note": "Spend less."},
        {"at": 0.75, "cap": "standard"},
        {"at": 0.9, "cap": "economy"},
        {"at": 0.95, "cap": "economy", "for": "low"},
        {"at": 1.0, "require_approval": "Ask us."},
        {"at": 1.1, "deny": "Nothing is left."},
    )
    assert [rule.id for rule in one.rules] == [
        *("all-at-110", "all-at-100", "all-at-95-low", "all-at-90", "all-at-75", "all-at-50"),
    ]


def test_a_step_only_tightens_what_rules_say() -> None:
    rules: tuple[Written, ...] = (
        {"id": "a", "when": {"team": "a"}, "then": {"cap": "economy", "max_tokens": 100}},
        {"id": "b", "when": {"team": "b"}, "then": {"cap": "premium", "max_tokens": 9_000}},
    )
    one = policy({"at": 0.5, "cap": "standard", "max_tokens": 1_000}, rules=rules)
    strict, loose = one.directive(at(0.6)), one.directive(at(0.6, team="b"))
    assert strict.cap is not None
    assert loose.cap is not None
    assert (strict.cap.value, strict.cap.rule_id) == (Tier.ECONOMY, "a")
    assert (loose.cap.value, loose.cap.rule_id) == (Tier.STANDARD, "all-at-50")
    assert told(strict) == []
    assert told(loose) == ["all at 50%: cap standard, max_tokens 1000"]


def test_each_kind_of_effect_is_as_strict_as_any_step_that_holds() -> None:
    one = policy(
        {"at": 0.5, "cap": "economy", "max_tokens": 2_000},
        {"at": 0.6, "cap": "standard", "max_tokens": 500},
    )
    assert told(one.directive(at(0.7))) == [
        "all at 50%: cap economy",
        "all at 60%: max_tokens 500",
    ]


def test_a_demand_above_an_amount_hides_none_that_is_made_in_any_case() -> None:
    dear: Written = {"id": "dear", "when": {"team": "a"}, "then": _demand(above_usd=2)}
    always: Written = {"id": "always", "when": {"tools": False}, "then": _demand()}
    for rules in ((dear, always), (always, dear)):
        demand = policy({"at": 9, "coach": True}, rules=rules).directive(at(0.1)).require_approval
        assert demand is not None
        assert (demand.rule_id, demand.value.above_usd) == ("always", None)
    alone = policy({"at": 9, "coach": True}, rules=(dear,)).directive(at(0.1)).require_approval
    assert alone is not None
    assert alone.value.above_usd == Decimal(2)


def _demand(**more: object) -> Written:
    return {"require_approval": {"ask": "Ask us.", **more}}


_STEPS = st.fixed_dictionaries(
    {"at": st.sampled_from((0.2, 0.5, 0.9, 1.0)), "for": st.sampled_from(("low", "normal"))},
    optional={
        "pace": st.sampled_from((0.8, 1.0, 1.5)),
        "cap": st.sampled_from(("economy", "standard", "premium")),
        "max_tokens": st.sampled_from((100, 500, 900)),
        "require_approval": st.just("Ask us."),
    },
).filter(lambda step: len(step.keys() - {"at", "for", "pace"}) > 0)


def _begin(step: Written) -> tuple[object, ...]:
    return step["at"], step["for"], step.get("pace")


@settings(max_examples=80, deadline=None)
@given(
    steps=st.lists(
        _STEPS, min_size=1, max_size=5, unique_by=lambda s: (s["at"], s["for"], s.get("pace"))
    ),
    shares=st.tuples(st.floats(0, 1.3), st.floats(0, 1.3)).map(sorted),
    pace=st.sampled_from((0.9, 1.0, 2.0)),
    priority=st.sampled_from(Priority),
)
def test_with_more_used_at_the_same_pace_nothing_gets_looser(
    steps: list[Written], shares: list[float], pace: float, priority: Priority
) -> None:
    rule: Written = {"id": "r", "when": {"team": "a"}, "then": {"cap": "standard"}}
    one = policy(*steps, rules=(rule,))
    less, more = (
        one.directive(at(share, elapsed=share / pace, priority=priority)) for share in shares
    )
    assert less.cap is not None
    assert more.cap is not None
    assert more.cap.value.rank <= less.cap.value.rank
    assert less.max_tokens is None or (
        more.max_tokens is not None and more.max_tokens.value <= less.max_tokens.value
    )
    assert less.require_approval is None or more.require_approval is not None
