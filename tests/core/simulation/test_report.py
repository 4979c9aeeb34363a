"""Tests of `router.core.simulation.report`."""

from dataclasses import replace

from router.core.simulation.figures import Aim
from router.core.simulation.report import NOT_REAL, page
from tests.core.simulation.small import ending
from tests.core.simulation.test_figures import anomalous, figures

FIGURES = figures(
    ending(cost_usd="1", premium_usd="4"),
    ending(refusal="approval_required"),
    *anomalous(0, cost_usd="7"),
    budget_usd="100",
)


def test_the_page_says_what_is_not_real() -> None:
    assert NOT_REAL in page(FIGURES)


def test_a_missed_aim_stands_out() -> None:
    aim: Aim = FIGURES.aims[0]

    assert f"| {aim.text} | 0 of 2 | **no** |" in page(FIGURES)


def test_every_anomaly_has_a_line_and_one_that_was_not_caught_says_so() -> None:
    lines = [line for line in page(FIGURES).splitlines() if "**never**" in line]

    assert len(lines) == 2
    assert all("| 7.00 |" in line for line in lines)


def test_money_is_told_in_dollars_and_shares() -> None:
    told = page(FIGURES)

    assert "| honest work, as routed | 1.00 |" in told
    assert "| saved | 75.0% |" in told
    assert "| spent of it | 22.00 (22.0%) |" in told


def test_refusals_are_told_by_reason_and_none_is_said_too() -> None:
    assert "| approval_required | normal | 1 |" in page(FIGURES)
    assert "\nNone.\n" in page(replace(FIGURES, refused=()))


def test_approvals_and_what_became_of_answers_are_told_also_where_there_are_none() -> None:
    told = page(FIGURES)
    asked = replace(FIGURES.approvals, asked=3, granted=1, denied=2, median_s=600, longest_s=7_200)

    assert "Nobody asked for any." in told
    assert "Nobody said." in told
    assert "10 minutes in the middle and 2.0 hours at most" in page(
        replace(FIGURES, approvals=asked)
    )
    assert "2 denied" in page(replace(FIGURES, approvals=asked))


def test_what_cannot_be_measured_is_a_dash() -> None:
    assert "| low priority, on economy | - |" in page(FIGURES)


def test_who_is_stopped_beside_an_anomaly_is_told() -> None:
    assert "7 of them came with a key" in page(replace(FIGURES, refused_beside=7))
