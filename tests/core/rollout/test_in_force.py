"""Tests of `router.core.rollout.in_force`."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from router.core.policy import Policy
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.in_force import InForce
from router.core.routing import Rulebook
from router.core.tier import Tier
from tests.factories import caller, facts, policy, rulebook

PRIMARY = rulebook()


def another(version: str, written: Policy | None = None) -> Rulebook:
    return replace(rulebook(written or policy(default=Tier.PREMIUM)), policy_version=version)


def with_budget(limit_usd: int, *, id: str = "company") -> Policy:
    budget = {"id": id, "limit_usd": limit_usd, "per": "day"}
    return Policy.model_validate({"version": 1, "name": "b", "budgets": [budget]})


def test_without_a_canary_the_primary_decides_on_all() -> None:
    now = InForce(primary=PRIMARY, shadow=another("pol-3"))

    assert now.decides(facts()) is PRIMARY


@given(st.text(min_size=1), st.floats(0.001, 0.999))
def test_the_canary_decides_on_those_that_its_plan_draws(lot: str, share: float) -> None:
    canary, plan = another("pol-2"), CanaryPlan(share=share)
    known = replace(facts(), lot=lot)

    decides = InForce(primary=PRIMARY, canary=canary, plan=plan).decides(known)

    assert decides is (canary if plan.draws(known, version="pol-2") else PRIMARY)


def test_a_team_keeps_its_canary() -> None:
    canary = another("pol-2")
    now = InForce(primary=PRIMARY, canary=canary, plan=CanaryPlan(teams=("search",)))

    assert now.decides(facts()) is canary
    assert now.decides(facts(who=caller(team="legal"))) is PRIMARY


def test_facts_are_found_for_all_policies() -> None:
    german = policy({"when": {"language": "de"}, "then": {"tier": "premium"}})
    hard = policy({"when": {"difficulty": {"at_least": 1}}, "then": {"tier": "premium"}})
    now = InForce(primary=PRIMARY, canary=another("pol-2", german), shadow=another("pol-3", hard))

    assert now.asks == {"language", "difficulty"}
    assert [one.policy_version for one in now.rulebooks] == ["pol-1", "pol-2", "pol-3"]
    assert InForce(primary=PRIMARY).asks == frozenset()


def test_of_two_budgets_with_one_id_that_of_the_primary_counts() -> None:
    now = InForce(
        primary=another("pol-1", with_budget(100)),
        canary=another("pol-2", with_budget(5)),
        shadow=another("pol-3", with_budget(7, id="team")),
    )

    assert [(one.id, int(one.limit_usd)) for one in now.budgets] == [("company", 100), ("team", 7)]
