"""Tests of `router.core.simulation.workday`."""

from statistics import mean

from router.core.simulation.calendar import DAY_S
from router.core.simulation.company import Person
from router.core.simulation.workday import asked_by_person, origin_of
from tests.core.simulation.small import calendar, plan


def people(persona: str, of: int = 200) -> list[Person]:
    return [one for one in plan(people=of).company.people if one.persona.name == persona]


def asked(persona: str, day: int, *, seed: int = 1) -> float:
    """Requests of one person on a day, on average."""
    return mean(
        len(list(asked_by_person(one, calendar(), day=day, seed=seed))) for one in people(persona)
    )


def test_people_ask_a_few_dozen_times_a_workday_and_rarely_on_weekends() -> None:
    assert 8 < asked("developer", 1) < 30
    assert asked("developer", 4) < 3


def test_finance_asks_more_when_a_month_is_closed() -> None:
    assert asked("finance", 28) > 1.5 * asked("finance", 8)


def test_a_day_repeats_itself() -> None:
    one = people("manager")[0]

    first, again = (list(asked_by_person(one, calendar(), day=2, seed=5)) for _ in range(2))
    assert first == again


def test_most_is_asked_in_the_hours_of_their_own_site() -> None:
    one = people("developer")[0]
    hours = [
        (request.at_s % DAY_S / 3_600 + one.hours_ahead) % 24
        for day in (1, 2, 7, 8, 9)
        for request in asked_by_person(one, calendar(), day=day, seed=1)
    ]

    assert sum(7 < hour < 19 for hour in hours) > 0.7 * len(hours)


def test_home_is_another_network_and_always_the_same() -> None:
    one = people("developer")[0]

    assert origin_of(one, is_at_home=True) == origin_of(one, is_at_home=True)
    assert origin_of(one, is_at_home=True).network != origin_of(one).network
    assert origin_of(one, is_at_home=True).client == origin_of(one).client
