"""Tests of `router.core.plan.verdicts`."""

import pytest

from router.core.errors import InvalidRequest
from router.core.plan.report import Plan
from router.core.plan.verdicts import Crossing, crossings, plan_limit
from tests.core.plan.planning import CHEAP, DEAR, DENIES, OLD, plan_of, some

LOWER = plan_of(*some(10, difficulty=0.0), new=CHEAP)
HIGHER = plan_of(*some(10, difficulty=0.0), new=DEAR)
REFUSES = plan_of(*some(9), some(1, team="pay")[0], new=DENIES)
SAME = plan_of(*some(10), new=OLD)


def judged(plan: Plan, text: str) -> Crossing:
    (one,) = crossings(plan, [plan_limit(text)])
    return one


@pytest.mark.parametrize(
    ("plan", "text", "is_crossed"),
    [
        (HIGHER, "cost > +5%", True),
        (HIGHER, "cost > 0.08 USD", True),
        (HIGHER, "cost > 0.09", False),
        (LOWER, "cost > +5%", False),
        (LOWER, "cost < -80%", True),
        (SAME, "cost > 0%", False),
        (LOWER, "quality < -1%", True),
        (LOWER, "quality < -0.5", False),
        (HIGHER, "quality < -1%", False),
        (LOWER, "changed > 10%", True),
        (LOWER, "changed > 10", False),
        (REFUSES, "refused > 0", True),
        (REFUSES, "refused > 10%", False),
        (REFUSES, "changed > 9%", True),
        (LOWER, "lower > 99%", True),
        (HIGHER, "lower > 0", False),
    ],
)
def test_a_limit_is_crossed_where_the_plan_is_beyond_it(
    plan: Plan, text: str, is_crossed: bool
) -> None:
    assert judged(plan, text).is_crossed is is_crossed


def test_the_sentence_says_how_it_stands() -> None:
    assert judged(REFUSES, "refused > 5%").sentence == "refused > 5%: crossed, it is +10.00%"
    assert judged(REFUSES, "refused > 3").sentence == "refused > 3: kept, it is +1"
    assert judged(HIGHER, "cost > 1 USD").sentence == "cost > 1 USD: kept, it is +0.082 USD"


def test_what_cannot_be_judged_counts_as_crossed() -> None:
    unknown = judged(plan_of(*some(3, team="pay"), new=DENIES), "quality < -1%")
    assert unknown.is_crossed
    assert "no decision has a quality that is known" in unknown.sentence
    nothing = judged(plan_of(), "cost > 5%")
    assert nothing.is_crossed
    assert "no decision is recorded" in nothing.sentence


def test_from_nothing_any_cost_is_beyond_any_share() -> None:
    refused_before = plan_of(*some(5, team="pay"), old=DENIES, new=DEAR)
    assert judged(refused_before, "cost > 500%").sentence.endswith("it is +inf%")


def test_what_is_no_figure_of_a_plan_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="There are: cost, quality, changed, refused, lower"):
        plan_limit("latency > 5")
