"""Tests of `router.core.plan.gaps`."""

from dataclasses import replace
from decimal import Decimal

from router.core.budget import Budget, BudgetState, Per
from router.core.deployment import Kind
from router.core.facts import Facts
from router.core.plan.gaps import gaps_of
from router.core.policy import Policy
from tests import factories


def missing(policy: Policy, facts: Facts) -> list[str]:
    return [gap.what for gap in gaps_of(policy) if gap.is_missing(facts)]


def test_a_policy_that_asks_for_nothing_rare_has_no_gaps() -> None:
    plain = factories.policy({"when": {"priority": "high"}, "then": {"floor": "premium"}})
    assert gaps_of(plain) == ()


def test_a_language_that_was_not_recorded_is_missing_from_chats() -> None:
    german = factories.policy({"when": {"language": "de"}, "then": {"tier": "premium"}})
    known = factories.facts()
    assert missing(german, known) == ["language"]
    said = replace(known, request=replace(known.request, language="en"))
    assert missing(german, said) == []
    assert missing(german, factories.facts(asked=factories.shape(kind=Kind.EMBEDDING))) == []


def test_goals_of_quality_miss_a_difficulty() -> None:
    best = factories.policy(
        {"when": {"team": "search"}, "then": {"cheapest_sufficient": {"p_good": 0.8}}}
    )
    known = factories.facts()
    assert missing(best, known) == ["difficulty"]
    hard = replace(known, assessment=replace(known.assessment, difficulty=1.0))
    assert missing(best, hard) == []


def test_a_budget_that_was_not_watched_is_missing_where_it_covers_the_caller() -> None:
    rule = {"when": {"budget": {"share_used": {"at_least": 0.9}}}, "then": {"cap": "economy"}}
    budget = Budget(id="search", limit_usd=Decimal(5), per=Per.DAY, team="search")
    policy = factories.policy(rule).model_copy(update={"budgets": (budget,)})
    known = factories.facts()
    assert missing(policy, known) == ["state of each budget"]
    assert missing(policy, factories.facts(who=factories.caller(team="pay"))) == []
    state = BudgetState(id="search", share_used=0.1, share_elapsed=0.1)
    assert missing(policy, replace(known, budgets=(state,))) == []


def test_a_canary_misses_a_lot() -> None:
    canary = factories.policy(
        {"when": {"team": "search"}, "then": {"canary": {"share": 0.1, "tier": "premium"}}}
    )
    assert missing(canary, factories.facts()) == ["lot"]
    assert missing(canary, replace(factories.facts(), lot="thread")) == []


def test_a_gap_is_told_with_its_count_and_what_follows() -> None:
    german = factories.policy({"when": {"language": "de"}, "then": {"tier": "premium"}})
    (gap,) = gaps_of(german)
    assert gap.sentence(12_345) == (
        "12,345 decisions have no language recorded: conditions on it did not match."
    )
    assert gap.sentence(1).startswith("1 decision has no language")
