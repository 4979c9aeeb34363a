"""Tests of `router.services.retry_budget`."""

from router.services.retry_budget import RetryBudget
from tests.fakes import FixedClock


def repeats(budget: RetryBudget, *, at_most: int = 1_000) -> int:
    done = 0
    while done < at_most and budget.may_repeat():
        budget.repeat()
        done += 1
    return done


def test_a_service_with_little_traffic_may_repeat() -> None:
    budget = RetryBudget(clock=FixedClock())
    budget.request()

    assert budget.may_repeat()


def test_a_hundred_repeats_at_once_are_too_many() -> None:
    assert repeats(RetryBudget(clock=FixedClock())) == 100


def test_each_ten_requests_pay_for_one_repeat() -> None:
    budget = RetryBudget(clock=FixedClock())
    repeats(budget)

    for _ in range(55):
        budget.request()

    assert repeats(budget) == 5


def test_each_second_pays_for_one_too_up_to_a_hundred() -> None:
    clock = FixedClock()
    budget = RetryBudget(clock=clock)
    repeats(budget)

    clock.advance(7)
    assert repeats(budget) == 7
    clock.advance(10_000)
    assert repeats(budget) == 100
