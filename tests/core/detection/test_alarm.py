"""Tests of `router.core.detection.alarm`."""

from router.core.detection.alarm import Alarm


def test_an_alarm_acts_without_history_only_where_a_hard_limit_says_so() -> None:
    alarm = Alarm(kind="burst", score=1.0, explanation="", evidence={}, lasts_s=60.0)

    assert not alarm.is_hard
