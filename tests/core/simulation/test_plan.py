"""Tests of `router.core.simulation.plan`."""

from itertools import islice

from router.core.simulation.anomaly import AnomalyKind
from tests.core.simulation.small import plan


def test_requests_come_in_order_of_time_and_within_the_simulation() -> None:
    made = plan(people=60, days=3)

    times = [one.at_s for one in made.requests()]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] < made.ends_s
    assert made.ends_s == 3 * 86_400


def test_the_same_seed_plans_the_same() -> None:
    first, again, other = plan(), plan(), plan(seed=2)

    assert list(first.requests()) == list(again.requests())
    assert list(islice(first.requests(), 200)) != list(islice(other.requests(), 200))


def test_people_programs_oddities_and_anomalies_all_ask() -> None:
    made = plan(people=60, days=3)
    requests = list(made.requests())

    keys = {one.key for one in requests if one.anomaly is None}
    assert {one.key for one in made.company.programs} <= keys
    assert len(keys & {one.key for one in made.company.people}) > 50
    assert {one.anomaly for one in requests} - {None} == {one.id for one in made.anomalies}
    assert {"launch", "incident"} <= {one.oddity for one in requests}


def test_providers_fail_where_a_storm_is_planted() -> None:
    assert len(plan(days=3).outages()) == 1
    assert plan(days=3).anomalies[2].kind is AnomalyKind.RETRY_STORM
