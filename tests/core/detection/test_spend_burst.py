"""Tests of `router.core.detection.spend_burst`."""

from dataclasses import replace

from tests.core.detection.traffic import HOUR_S, Subject


def test_a_few_very_dear_requests_are_found_before_they_cost_five_usd() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S
    spent_usd = 0.0
    for each in range(20):
        kinds = subject.asks(
            [monday_s + 60 * each], departing=lambda made: replace(made, cost_usd=0.5)
        )
        spent_usd += 0.5
        if kinds == ["spend_burst"]:
            break

    assert spent_usd <= 5
    alarm = subject.last("spend_burst")
    assert f"USD {spent_usd:.2f} within" in alarm.explanation
    assert alarm.evidence["excess_usd"] >= 2


def test_the_same_spread_over_days_is_none() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    kinds = subject.asks(
        (monday_s + 2 * HOUR_S * each for each in range(4)),
        departing=lambda made: replace(made, cost_usd=0.5),
    )
    assert kinds == []
