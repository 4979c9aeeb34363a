"""Tests of `router.core.behaviour.accepted_cost`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.behaviour.accepted_cost import accepted_cost


def test_accepted_outcomes_pay_for_the_attempts_that_were_not() -> None:
    found = accepted_cost(10_000, 100, judged=40, accepted=20)

    assert (found.judged, found.accepted, found.nanos) == (40, 20, 200)
    assert found.low_nanos == pytest.approx(154, abs=1)  # 100 / 0.648, by Wilson's interval
    assert found.high_nanos == pytest.approx(284, abs=1)  # 100 / 0.352


def test_where_nothing_was_accepted_only_the_least_is_known() -> None:
    found = accepted_cost(10_000, 100, judged=4, accepted=0)

    assert (found.nanos, found.high_nanos) == (None, None)
    assert found.low_nanos > 100


@given(st.integers(1, 10**12), st.integers(1, 10**6), st.integers(1, 500), st.data())
def test_the_estimate_lies_in_its_interval_and_is_no_less_than_a_request(
    spent: int, requests: int, judged: int, data: st.DataObject
) -> None:
    accepted = data.draw(st.integers(1, judged))
    found = accepted_cost(spent, requests, judged=judged, accepted=accepted)

    assert found.nanos is not None
    assert found.high_nanos is not None
    assert found.low_nanos - 1 <= found.nanos <= found.high_nanos + 1
    assert found.low_nanos >= round(spent / requests) - 1
