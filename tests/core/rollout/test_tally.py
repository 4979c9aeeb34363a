"""Tests of `router.core.rollout.tally`."""

from math import isclose
from statistics import variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.ledger import Outcome
from router.core.rollout.limit import Metric
from router.core.rollout.tally import (
    CountedRequest,
    Sums,
    Tally,
    is_failure,
    is_refusal,
    tally_of,
)


def counted(lot: str, *, cost: float = 1.0, failed: bool = False) -> CountedRequest:
    return CountedRequest(
        lot=lot,
        cost_usd=cost,
        is_answered=not failed,
        has_failed=failed,
        is_refused=False,
        is_bad=None,
    )


def test_what_an_answer_costs_includes_what_failed_on_the_way_to_it() -> None:
    tally = tally_of([counted("a", cost=2.0), counted("b", cost=1.0, failed=True)])

    assert tally.requests == 2
    assert tally.of(Metric.COST).mean == 3.0
    assert tally.of(Metric.ERRORS).mean == 0.5


def test_only_answers_that_somebody_judged_count_for_feedback() -> None:
    said = [True, None, False, None]
    requests = [
        CountedRequest(
            lot=str(n),
            cost_usd=0.0,
            is_answered=True,
            has_failed=False,
            is_refused=False,
            is_bad=bad,
        )
        for n, bad in enumerate(said)
    ]

    feedback = tally_of(requests).of(Metric.BAD_FEEDBACK)

    assert (feedback.n, feedback.mean, feedback.conversations) == (2, 0.5, 2)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=30))
def test_single_requests_have_the_usual_variance_of_a_mean(costs: list[float]) -> None:
    sums = tally_of(counted(str(n), cost=cost) for n, cost in enumerate(costs)).of(Metric.COST)

    assert isclose(sums.variance, variance(costs) / len(costs), rel_tol=1e-6, abs_tol=1e-6)


def test_requests_of_one_conversation_tell_no_more_than_one_of_them() -> None:
    alone = [counted(str(n), failed=n % 2 == 0) for n in range(20)]
    tenfold = [one for one in alone for _ in range(10)]

    once, often = (tally_of(rows).of(Metric.ERRORS) for rows in (alone, tenfold))

    assert isclose(once.variance, often.variance)


def test_of_one_conversation_or_none_no_spread_is_known() -> None:
    assert Sums().mean == 0.0
    assert Sums().variance == 0.0
    assert tally_of([counted("a"), counted("a")]).of(Metric.COST).variance == 0.0
    assert Tally().of(Metric.COST) == Sums()


@pytest.mark.parametrize(
    ("outcome", "code", "failure", "refusal"),
    [
        (Outcome.COMPLETED, None, False, False),
        (Outcome.CANCELLED, None, False, False),
        (Outcome.FAILED, "upstream_failed", True, False),
        (Outcome.REFUSED, "no_capable_deployment", True, False),
        (Outcome.REFUSED, "policy_denied", False, True),
        (Outcome.REFUSED, "approval_required", False, True),
        (Outcome.REFUSED, "model_not_found", False, False),
    ],
)
def test_a_refusal_that_no_rule_meant_is_a_failure(
    outcome: Outcome, code: str | None, failure: bool, refusal: bool
) -> None:
    assert is_failure(outcome, code) is failure
    assert is_refusal(code) is refusal
