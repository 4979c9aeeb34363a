"""Tests of `router.core.simulation.going_wrong`."""

import pytest

from router.core.simulation.anomaly import Anomaly, AnomalyKind, planted_in
from router.core.simulation.company import Person
from router.core.simulation.going_wrong import asked_by_anomaly, outages
from router.core.tier import Tier
from tests.core.simulation.small import plan

PLANTED = tuple(planted_in(plan(people=200).company, days=30))


def one(kind: AnomalyKind) -> Anomaly:
    return next(anomaly for anomaly in PLANTED if anomaly.kind is kind)


@pytest.mark.parametrize("anomaly", PLANTED, ids=lambda anomaly: anomaly.id)
def test_its_requests_come_in_order_with_its_key_and_name(anomaly: Anomaly) -> None:
    requests = list(asked_by_anomaly(anomaly, seed=1))

    times = [request.at_s for request in requests]
    assert times == sorted(times)
    assert len(requests) == anomaly.requests
    assert {request.key for request in requests} == {anomaly.subject.key}
    assert {request.anomaly for request in requests} == {anomaly.id}


def test_a_script_asks_nearly_the_same_again_and_again() -> None:
    requests = list(asked_by_anomaly(one(AnomalyKind.RUNAWAY_FAST), seed=1))

    beginnings = {request.ask.messages[-1][1][:12] for request in requests}
    assert len(beginnings) <= 2
    assert len({request.ask for request in requests}) > 1


def test_a_thief_comes_from_networks_and_with_programs_that_the_owner_never_used() -> None:
    anomaly = one(AnomalyKind.LEAKED_KEY)
    assert isinstance(anomaly.subject, Person)

    origins = {request.origin for request in asked_by_anomaly(anomaly, seed=1)}
    assert len(origins) > 1
    assert anomaly.subject.network not in {origin.network for origin in origins}
    assert anomaly.subject.client not in {origin.client for origin in origins}


def test_a_storm_tries_again_and_whatever_could_answer_it_is_down() -> None:
    anomaly = one(AnomalyKind.RETRY_STORM)
    first = next(asked_by_anomaly(anomaly, seed=1))

    (outage,) = outages(PLANTED)
    assert first.attempts > 1
    assert outage.covers(Tier.ECONOMY, at_s=first.at_s)
    assert outage.covers(Tier.STANDARD, at_s=first.at_s)
    assert not outage.covers(Tier.ECONOMY, at_s=first.at_s + anomaly.lasts_s + 600)


def test_who_shifts_to_premium_asks_for_it_by_name_and_at_length() -> None:
    requests = list(asked_by_anomaly(one(AnomalyKind.PREMIUM_SHIFT), seed=1))

    assert {(request.model, request.max_tokens) for request in requests} == {("premium", 4_000)}
