"""Tests of `router.core.rollout.limit`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.errors import InvalidRequest
from router.core.rollout.limit import DEFAULT_LIMITS, Limit, Metric, limit_from


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("cost > +10%", Limit(Metric.COST, 0.1)),
        ("errors>2%", Limit(Metric.ERRORS, 0.02)),
        ("  bad_feedback > +.5 % ", Limit(Metric.BAD_FEEDBACK, 0.005)),
        ("refused > +0%", Limit(Metric.REFUSED, 0.0)),
    ],
)
def test_a_limit_is_written_as_what_may_rise_by_how_much(text: str, limit: Limit) -> None:
    assert limit_from(text) == limit


@pytest.mark.parametrize(
    "text", ["", "cost", "cost > 10", "cost < 10%", "latency > +5%", "cost > -5%", "cost > +10%x"]
)
def test_anything_else_is_told_with_what_could_be_written(text: str) -> None:
    with pytest.raises(InvalidRequest, match=r"'cost > \+10%'.* errors, refused, bad_feedback"):
        limit_from(text)


@given(st.sampled_from(Metric), st.integers(0, 500))
def test_a_limit_that_is_shown_can_be_written_again(metric: Metric, percent: int) -> None:
    assert str(limit_from(f"{metric} > +{percent}%")) == f"{metric} > +{percent}%"


def test_cost_errors_and_feedback_are_limited_by_default() -> None:
    assert [str(one) for one in DEFAULT_LIMITS] == [
        "cost > +10%",
        "errors > +2%",
        "bad_feedback > +5%",
    ]
