"""Tests of `router.core.simulation.figures`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from classifier.labels import Priority
from router.core.budget import Budget, Per
from router.core.simulation.ending import Ending
from router.core.simulation.figures import Figures, Versions, figures_of
from router.core.simulation.tally import Tally
from tests.core.simulation.small import ask, ending, plan, request
from tests.core.simulation.test_alarms import BURST, judge

PLAN = plan(people=100)
VERSIONS = Versions(policy="p", catalog="c", classifier="k", premium="large")
FALSE = judge(replace(BURST, subject=replace(BURST.subject, name="key-legal-001")))


def budget(limit_usd: str) -> Budget:
    return Budget(id="company", limit_usd=Decimal(limit_usd), per=Per.MONTH)


def figures(*endings: Ending, budget_usd: str | None = None, false_acts: int = 0) -> Figures:
    tally = Tally()
    for one in endings:
        tally.add(one)
    return figures_of(
        PLAN,
        tally,
        findings=[FALSE] * false_acts,
        versions=VERSIONS,
        budget=None if budget_usd is None else budget(budget_usd),
        drifts=0,
    )


def anomalous(at_s: float, *, cost_usd: str = "0", known: bool = False) -> list[Ending]:
    """The same of every anomaly of the plan."""
    return [
        ending(
            request(at_s, anomaly=one.id), cost_usd=cost_usd, findings=("burst",) if known else ()
        )
        for one in PLAN.anomalies
    ]


def test_what_was_saved_is_against_always_premium() -> None:
    assert figures(ending(cost_usd="1", premium_usd="4")).saved == 0.75
    assert figures().saved is None


def test_caught_within_a_minute_is_in_time_whatever_it_cost() -> None:
    told = figures(*anomalous(0, cost_usd="100"), *anomalous(60, known=True))

    assert told.aims[0].is_met is True
    assert told.aims[0].measured == "2 of 2"


def test_caught_later_is_in_time_where_it_cost_little() -> None:
    cheap = figures(*anomalous(0, cost_usd="5"), *anomalous(900, known=True))
    dear = figures(*anomalous(0, cost_usd="5.01"), *anomalous(900, known=True))

    assert cheap.aims[0].is_met is True
    assert dear.aims[0].is_met is False


def test_what_was_never_caught_is_not_in_time_though_it_was_cheap() -> None:
    assert figures(*anomalous(0)).aims[0].is_met is False


@pytest.mark.parametrize(("acts", "is_met"), [(0, True), (1, True), (2, False)])
def test_false_acts_are_counted_per_thousand_users_and_days(acts: int, is_met: bool) -> None:
    many = [ending(request(key=f"key-{number}")) for number in range(2_000)]

    told = figures(*many, false_acts=acts)
    assert told.false_per_thousand == acts / 2
    assert told.aims[1].is_met is is_met


def test_a_budget_holds_within_one_percent() -> None:
    assert figures(ending(cost_usd="101"), budget_usd="100").aims[2].is_met is True
    assert figures(ending(cost_usd="101.01"), budget_usd="100").aims[2].is_met is False


def test_a_budget_that_blocks_high_priority_work_missed_its_aim() -> None:
    blocked = ending(request(asked=ask(priority=Priority.HIGH)), refusal="budget_exceeded")

    assert figures(blocked, budget_usd="100").aims[2].is_met is False


def test_so_did_one_whose_ladder_demands_approval_of_what_truly_counts() -> None:
    high = request(asked=ask(priority=Priority.HIGH))
    by_step = ending(high, refusal="approval_required", rule_id="company-at-100-low-normal")
    by_rule = ending(high, refusal="approval_required", rule_id="big-batches")

    assert figures(by_step, budget_usd="100").aims[2].is_met is False
    assert figures(by_rule, budget_usd="100").aims[2].is_met is True


def test_without_anything_to_measure_an_aim_is_neither_met_nor_missed() -> None:
    assert [aim.is_met for aim in figures().aims[1:]] == [None, None]
