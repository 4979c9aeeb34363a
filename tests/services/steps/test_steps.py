"""Tests of `router.services.steps`."""

from tests.factories import journey
from tests.fakes import Service


def test_a_call_carries_the_decision_the_callers_fields_and_the_time_limit() -> None:
    under_way = journey()

    call = Service().steps.call_of(under_way, {"x": b"1"})

    assert call.deployment is under_way.deployment
    assert (call.fields, call.timeout_s) == ({"x": b"1"}, 30.0)
