"""Tests of `router.core.detection.period_end`."""

from dataclasses import replace

from tests.core.detection.traffic import BEGIN_S, DAY_S, HOUR_S, Subject

_LAST_BUT_ONE = BEGIN_S + 28 * DAY_S  # 29 June


def _burn(subject: Subject, day_s: float, *, usd: float = 0.5) -> list[str]:
    return subject.asks(
        (day_s + 8 * HOUR_S + 900 * each for each in range(36)),
        departing=lambda made: replace(made, cost_usd=usd),
    )


def test_a_budget_that_is_burnt_in_the_last_days_is_found() -> None:
    subject = Subject()
    subject.lives(weeks=4)

    assert "period_end" in _burn(subject, _LAST_BUT_ONE)
    alarm = subject.last("period_end")
    assert "one of the last four days of the month" in alarm.explanation
    assert alarm.evidence["usd_today"] >= 10
    assert alarm.evidence["usual_usd_per_day"] < 1


def test_the_same_in_the_middle_of_a_month_is_another_matter() -> None:
    subject = Subject()
    subject.lives(weeks=2)

    assert "period_end" not in _burn(subject, BEGIN_S + 14 * DAY_S)


def test_who_closes_each_month_is_spared_the_next_time() -> None:
    subject = Subject()
    subject.lives(weeks=4)
    _burn(subject, _LAST_BUT_ONE)
    _burn(subject, _LAST_BUT_ONE + DAY_S)
    subject.profile.days.month_end_usd = 18.0

    assert "period_end" not in _burn(subject, _LAST_BUT_ONE + 31 * DAY_S)


def test_one_small_request_after_the_burn_is_not_reported_again() -> None:
    subject = Subject()
    subject.lives(weeks=4)
    _burn(subject, _LAST_BUT_ONE)

    assert subject.asks([_LAST_BUT_ONE + 20 * HOUR_S]) == []


def test_without_an_earlier_end_of_a_month_seven_usual_days_in_one_may_be_its_closing() -> None:
    first, second = Subject(), Subject()
    for subject, seen_earlier in ((first, False), (second, True)):
        subject.lives(weeks=4)
        subject.profile.days.usual_usd = 2.0
        if seen_earlier:
            subject.profile.first_seen_s -= 31 * DAY_S
            subject.profile.days.month_end_usd = 2.0

    assert "period_end" not in _burn(first, _LAST_BUT_ONE, usd=0.4)
    assert "period_end" in _burn(second, _LAST_BUT_ONE, usd=0.4)


def test_yesterday_is_no_earlier_end_of_a_month() -> None:
    subject = Subject()
    subject.lives(weeks=4)
    _burn(subject, _LAST_BUT_ONE, usd=0.01)
    subject.profile.days.usual_usd = 2.0

    assert "period_end" not in _burn(subject, _LAST_BUT_ONE + DAY_S, usd=0.4)
    assert subject.profile.days.month_end_usd > 0
