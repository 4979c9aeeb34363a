"""Tests of `router.core.detection.long_outputs`."""

from dataclasses import replace

from router.core.ledger import Outcome
from router.core.sighting import Departure
from tests.core.detection.traffic import HOUR_S, Subject


def _long(made: Departure) -> Departure:
    return replace(made, output_tokens=6_000)


def test_twenty_books_in_a_row_are_found() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=2) + 8 * HOUR_S

    moments = (monday_s + 600 * each for each in range(20))
    assert subject.asks(moments, departing=_long) == ["long_outputs"]
    alarm = subject.last("long_outputs")
    assert alarm.evidence["long_from_tokens"] >= 1_500
    assert 250 < alarm.evidence["usual_tokens"] < 450


def test_an_afternoon_with_ten_long_documents_is_none() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=2) + 8 * HOUR_S

    assert subject.asks((monday_s + 600 * each for each in range(10)), departing=_long) == []


def test_failures_are_no_answers() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=2) + 8 * HOUR_S

    def failed(made: Departure) -> Departure:
        return replace(_long(made), outcome=Outcome.FAILED)

    assert subject.asks((monday_s + 600 * each for each in range(20)), departing=failed) == []
