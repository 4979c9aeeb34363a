"""Tests of `router.core.simulation.oddity`."""

from router.core.simulation.oddity import Oddity, oddities
from tests.core.simulation.small import calendar, plan


def found(people: int = 100, days: int = 30) -> list[Oddity]:
    return list(oddities(plan(people=people).company, calendar(days), seed=1))


def test_a_month_has_all_kinds_of_them() -> None:
    names = {one.name for one in found()}

    assert names == {
        "launch",
        "release",
        "release review",
        "incident",
        "trip",
        "deadline",
        "batch",
    }


def test_all_of_them_are_honest_and_marked() -> None:
    for odd in found():
        assert odd.requests
        assert {(one.anomaly, one.oddity) for one in odd.requests} == {(None, odd.name)}


def test_there_is_a_release_each_thursday() -> None:
    days = sorted({one.day for one in found() if one.name == "release"})

    assert [calendar().date(day).weekday() for day in days] == [3] * len(days)
    assert len(days) == 4


def test_a_batch_says_how_large_it_is_and_a_review_asks_for_premium() -> None:
    said = {(one.batch_size, one.model) for odd in found() for one in odd.requests}

    assert said == {(None, "auto"), (1_200, "auto"), (None, "premium")}


def test_who_is_on_duty_in_an_incident_says_so() -> None:
    tags = {one.tags for odd in found() if odd.name == "incident" for one in odd.requests}

    assert tags == {("incident",)}


def test_who_travels_asks_from_elsewhere_with_the_same_program() -> None:
    company = plan(people=100).company
    clients = {one.key: one.client for one in company.people}
    networks = {one.key: one.network for one in company.people}

    for odd in (one for one in found() if one.name == "trip"):
        for request in odd.requests:
            assert request.origin.client == clients[request.key]
            assert request.origin.network != networks[request.key]
