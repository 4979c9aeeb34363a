"""Tests of `router.core.simulation.anomaly`."""

import pytest

from router.core.simulation.anomaly import AnomalyKind, planted_in
from tests.core.simulation.small import plan

COMPANY = plan(people=200).company


def test_a_month_has_all_kinds_and_nobody_has_two() -> None:
    planted = list(planted_in(COMPANY, days=30))

    assert {one.kind for one in planted} == set(AnomalyKind)
    assert len({one.subject.key for one in planted}) == len(planted)
    assert len({one.id for one in planted}) == len(planted)


def test_a_single_day_has_a_script_a_thief_and_a_storm() -> None:
    kinds = {one.kind for one in planted_in(COMPANY, days=1)}

    assert kinds == {
        AnomalyKind.RUNAWAY_FAST,
        AnomalyKind.LEAKED_KEY,
        AnomalyKind.RETRY_STORM,
    }


@pytest.mark.parametrize("days", [1, 7, 30, 90])
def test_they_fall_into_the_simulation(days: int) -> None:
    assert all(0 <= one.day < days for one in planted_in(COMPANY, days=days))


def test_what_must_be_caught_is_runaways_and_leaks() -> None:
    spared = {one for one in AnomalyKind if not one.must_be_caught}

    assert spared == {
        AnomalyKind.RETRY_STORM,
        AnomalyKind.PREMIUM_SHIFT,
        AnomalyKind.MONTH_END,
    }


def test_a_company_of_seven_has_some_too() -> None:
    assert list(planted_in(plan(people=7).company, days=1))
