"""Tests of `router.core.rollout.canary`."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.errors import InvalidRequest
from router.core.rollout.canary import CanaryPlan, plan_canary
from router.core.rollout.limit import DEFAULT_LIMITS, Limit, Metric
from tests.factories import caller, facts


def drawn(plan: CanaryPlan, lots: int, *, team: str = "search", version: str = "acme@1") -> int:
    known = facts(who=caller(team=team))
    return sum(plan.draws(replace(known, lot=f"lot_{n}"), version=version) for n in range(lots))


def test_a_share_draws_about_that_share() -> None:
    assert 850 < drawn(CanaryPlan(share=0.1), 10_000) < 1_150


@given(st.text(min_size=1), st.floats(0.001, 1))
def test_a_conversation_is_drawn_always_or_never(lot: str, share: float) -> None:
    known, plan = replace(facts(), lot=lot), CanaryPlan(share=share)

    assert len({plan.draws(known, version="acme@1") for _ in range(3)}) == 1


@given(st.text(min_size=1), st.floats(0.001, 1), st.floats(0.001, 1))
def test_a_greater_share_holds_all_of_a_smaller_one(lot: str, one: float, two: float) -> None:
    known, small, great = replace(facts(), lot=lot), min(one, two), max(one, two)

    if CanaryPlan(share=small).draws(known, version="acme@1"):
        assert CanaryPlan(share=great).draws(known, version="acme@1")


def test_the_next_canary_draws_other_conversations() -> None:
    plan, known = CanaryPlan(share=0.5), facts()
    lots = [replace(known, lot=f"lot_{n}") for n in range(200)]

    first, second = ([plan.draws(one, version=v) for one in lots] for v in ("acme@1", "acme@2"))

    assert 60 < sum(a != b for a, b in zip(first, second, strict=True)) < 140


def test_teams_are_drawn_whole_and_others_never() -> None:
    plan = CanaryPlan(teams=("search", "sales"))

    assert drawn(plan, 50) == 50
    assert drawn(plan, 50, team="legal") == 0
    assert plan.draws(facts(), version="acme@1")  # a team needs no lot


def test_a_share_of_a_team_is_a_share_of_that_team() -> None:
    plan = CanaryPlan(share=0.5, teams=("search",))

    assert 60 < drawn(plan, 200) < 140
    assert drawn(plan, 200, team="legal") == 0


def test_what_belongs_to_no_lot_is_never_drawn_by_share() -> None:
    assert not CanaryPlan(share=0.999).draws(facts(), version="acme@1")


def test_a_limit_replaces_the_default_one_of_its_metric_and_adds_others() -> None:
    cost, refused = Limit(Metric.COST, 0.5), Limit(Metric.REFUSED, 0.1)

    plan = plan_canary(share=0.1, limits=[cost, refused])

    assert plan.limits == (cost, *DEFAULT_LIMITS[1:], refused)


def test_a_team_may_be_named_twice() -> None:
    assert plan_canary(share=None, teams=["a", "b", "a"]).teams == ("a", "b")


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0.0, "is none"),
        (-0.1, "is none"),
        (1.5, "is none"),
        (1.0, "nobody to compare"),
        (None, "nobody"),
    ],
)
def test_a_canary_of_nobody_or_everybody_is_none(share: float | None, told: str) -> None:
    with pytest.raises(InvalidRequest, match=told):
        plan_canary(share=share)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (CanaryPlan(share=0.1), "10% of the conversations"),
        (CanaryPlan(teams=("a",)), "all of team a"),
        (CanaryPlan(share=0.025, teams=("a", "b")), "2.5% of teams a, b"),
    ],
)
def test_a_plan_says_whom_it_decides_for(plan: CanaryPlan, words: str) -> None:
    assert plan.in_words == words
