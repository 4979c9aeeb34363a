"""Tests of `router.core.rollout.words`."""

from datetime import timedelta

from router.core.rollout.limit import Metric
from router.core.rollout.verdict import Figure
from router.core.rollout.words import figure_in_words, in_hours


def figure(metric: Metric, *, canary: float, control: float, n: int = 50) -> Figure:
    return Figure(
        metric=metric,
        limit=0.1,
        canary=canary,
        control=control,
        canary_n=n,
        control_n=n,
        rise=0.5,
        at_least=0.25,
    )


def test_shares_are_told_in_points_and_cost_in_relation() -> None:
    assert figure_in_words(figure(Metric.ERRORS, canary=0.6, control=0.1)) == (
        "errors 60.0% against 10.0%: +50.0 points, +25.0 points at least; limit +10.0 points"
    )
    assert figure_in_words(figure(Metric.COST, canary=0.0015, control=0.001)) == (
        "cost per answer 0.001500 USD against 0.001000 USD: +50.0%, +25.0% at least; limit +10.0%"
    )


def test_where_nothing_was_seen_nothing_is_compared() -> None:
    assert figure_in_words(figure(Metric.COST, canary=0, control=0, n=0)) == (
        "cost per answer: nothing to compare yet; limit +10.0%"
    )


def test_durations_are_told_in_hours() -> None:
    assert [in_hours(timedelta(days=1)), in_hours(timedelta(minutes=90))] == ["24 h", "1.5 h"]
