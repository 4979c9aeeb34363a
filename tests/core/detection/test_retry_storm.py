"""Tests of `router.core.detection.retry_storm`."""

from dataclasses import replace

import pytest

from router.core.ledger import Outcome
from router.core.sighting import Departure
from tests.core.detection.traffic import HOUR_S, Subject


def _failed(made: Departure) -> Departure:
    return replace(made, outcome=Outcome.FAILED, cost_usd=0.0, output_tokens=0)


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.REFUSED])
def test_a_program_that_asks_on_though_it_always_fails_is_found(outcome: Outcome) -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=1) + 10 * HOUR_S

    kinds = subject.asks(
        (monday_s + each for each in range(40)),
        departing=lambda made: replace(_failed(made), outcome=outcome),
    )
    assert "retry_storm" in kinds
    assert "failures within a minute" in subject.last("retry_storm").explanation


def test_a_few_tries_in_an_outage_are_none() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=1) + 10 * HOUR_S

    assert subject.asks((monday_s + 8 * each for each in range(12)), departing=_failed) == []


def test_a_busy_service_whose_usual_requests_fail_in_an_outage_is_none() -> None:
    subject = Subject()
    begin_s = subject.lives(weeks=0)
    subject.asks(begin_s + 3 * each for each in range(60_000))
    subject.raised.clear()

    moments = (begin_s + 3 * each for each in range(60_000, 60_200))
    assert "retry_storm" not in subject.asks(moments, departing=_failed)
