"""Tests of `router.core.detection.recent`."""

from router.core.detection.recent import Recent
from tests.core.detection.traffic import BEGIN_S, HOUR_S


def test_odd_hours_add_up_until_six_hours_of_rest() -> None:
    recent = Recent()
    for hour in (0, 3, 6):
        recent.note_odd(BEGIN_S + hour * HOUR_S)
    assert (recent.odd_requests, recent.odd_since_s) == (3, BEGIN_S)

    recent.note_odd(BEGIN_S + 13 * HOUR_S)
    assert (recent.odd_requests, recent.odd_since_s) == (1, BEGIN_S + 13 * HOUR_S)
