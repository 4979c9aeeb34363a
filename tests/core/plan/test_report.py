"""Tests of `router.core.plan.report`."""

import pytest

from router.core.plan.tally import Dimension
from router.core.tier import Tier
from tests import factories
from tests.core.plan.planning import CHEAP, DEAR, DENIES, OLD, plan_of, some

NO_PAY = factories.rulebook(
    factories.policy({"when": {"team": "pay"}, "then": {"deny": "Not here."}}, default=Tier.ECONOMY)
)


def test_a_plan_of_a_policy_against_itself_changes_nothing() -> None:
    plan = plan_of(*some(40, difficulty=0.0), new=OLD)
    assert (plan.whole.sums.changed, plan.whole.cost_nanos, plan.whole.quality) == (0, 0, 0)
    assert (plan.cost_nanos.low, plan.cost_nanos.high) == (0, 0)
    assert (plan.quality.low, plan.quality.high) == (0, 0)
    assert list(plan.hardest) == []
    assert plan.whole.sums.old_nanos == plan.comparison.booked_nanos


def test_over_nothing_there_are_no_groups_and_no_division_by_zero() -> None:
    plan = plan_of()
    assert plan.whole.sums.requests == 0
    assert list(plan.by(Dimension.TEAM)) == []
    assert (plan.cost_nanos.total, plan.quality.total, plan.cost_nanos.low) == (0, 0, None)


def test_groups_and_ways_between_tiers_are_told() -> None:
    plan = plan_of(*some(3), *some(2, team="pay"), new=DENIES)
    assert [(group.name, group.newly_refused) for group in plan.by(Dimension.TEAM)] == [
        ("search", 0),
        ("pay", 2),
    ]
    assert plan.transitions == {("standard", "standard"): 3, ("standard", "refused"): 2}


def test_quality_is_a_mean_in_both_the_estimate_and_the_group() -> None:
    plan = plan_of(*some(40, difficulty=0.5), *some(5), *some(3, team="pay"), new=NO_PAY)
    assert plan.whole.quality is not None
    assert plan.quality.total == pytest.approx(plan.whole.quality) != 0
    assert plan.quality.requests == 45
    assert plan.whole.sums.assumed == 5


def test_who_loses_most_comes_first_and_few_requests_say_nothing() -> None:
    plan = plan_of(*some(30), *some(25, team="pay"), *some(19, team="web"), new=DENIES)
    hit = [(dimension, group.name) for dimension, group in plan.hardest]
    assert hit[0] == (Dimension.TEAM, "pay")
    assert (Dimension.TEAM, "search") not in hit
    fewer = plan_of(*some(30), *some(19, team="pay"), new=DENIES)
    assert (Dimension.TEAM, "pay") not in [(d, group.name) for d, group in fewer.hardest]


def test_who_gets_better_tiers_is_not_hit() -> None:
    assert list(plan_of(*some(30), new=DEAR).hardest) == []
    assert [group.name for _, group in plan_of(*some(30), new=CHEAP).hardest] == [
        *("atlas", "drafting", "search")
    ]


def test_facts_that_are_missing_are_told_with_their_number() -> None:
    german = factories.policy({"when": {"language": "de"}, "then": {"tier": "premium"}})
    (sentence,) = plan_of(*some(3), new=factories.rulebook(german)).gaps
    assert sentence.startswith("3 decisions have no language recorded")
    assert list(plan_of(*some(3)).gaps) == []
