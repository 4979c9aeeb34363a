"""Tests of `router.services.sightings`."""

from dataclasses import replace

from router.core.ledger import Outcome
from router.core.sighting import Origin
from router.core.tier import Tier
from router.services.sightings import arrival_of, departure_of
from tests.factories import NOON, assessment, facts, journey, ledger_entry, shape

ORIGIN = Origin(network="192.0.2.0/24", client="curl")


def test_an_arrival_tells_of_the_decision_and_whence_it_came() -> None:
    asked = replace(shape(max_output_tokens=900), fingerprint="f", thread="t", turns=3)
    known = facts(asked=asked, said=replace(assessment(), sketch=7))

    seen = arrival_of(journey(on=known), ORIGIN)

    assert (seen.at_s, seen.caller, seen.origin) == (NOON.timestamp(), known.caller, ORIGIN)
    assert (seen.fingerprint, seen.sketch, seen.thread, seen.turns) == ("f", 7, "t", 3)
    assert (seen.input_tokens, seen.max_output_tokens) == (100, 900)
    assert seen.tier is not None
    assert not seen.wants_premium


def test_who_asks_for_premium_by_name_is_seen_to_want_it() -> None:
    known = facts(asked=shape(requested_model="premium"))

    assert arrival_of(journey(on=known), ORIGIN).wants_premium


def test_a_refused_request_arrives_without_a_tier() -> None:
    refused = replace(journey(), decision=None, facts=facts(asked=shape(requested_model="none")))

    seen = arrival_of(refused, ORIGIN)

    assert (seen.tier, seen.wants_premium) == (None, False)


def test_a_departure_tells_of_what_was_booked() -> None:
    entry = ledger_entry(cost_usd="0.25", outcome=Outcome.CANCELLED)

    seen = departure_of(entry, at_s=5.0)

    assert (seen.at_s, seen.outcome, seen.cost_usd) == (5.0, Outcome.CANCELLED, 0.25)
    assert (seen.input_tokens, seen.output_tokens, seen.tier) == (100, 20, Tier.ECONOMY)
