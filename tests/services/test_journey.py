"""Tests of `router.services.journey`."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from router.core.tier import Tier
from router.core.usage import Usage
from tests.factories import catalog, deployment, facts, journey, price, rulebook


def test_the_record_is_what_was_decided() -> None:
    record = journey().record()

    assert (record.id, record.deployment, record.tier) == ("dec_1", "middle", Tier.STANDARD)
    assert (record.rule_id, record.policy_version, record.catalog_version) == (
        "default",
        "pol-1",
        "cat-1",
    )


def test_a_refused_request_is_recorded_with_the_refusal() -> None:
    refused = replace(journey(), decision=None)

    record = refused.record("Closed.")

    assert (record.deployment, record.tier, record.rule_id) == (None, None, None)
    assert record.reason == "Closed."


def test_a_refused_request_has_no_deployment_to_call() -> None:
    with pytest.raises(LookupError, match="dec_1 was refused"):
        _ = replace(journey(), decision=None).deployment


def test_a_request_is_billed_at_the_price_it_was_quoted_at() -> None:
    dearer = price(input_usd="9", version="new", valid_from=date(2026, 6, 1))
    book = rulebook(of=catalog(deployment(prices=(price(version="old"), dearer))))
    begun = facts(at=datetime(2026, 5, 31, 23, 59, 59, tzinfo=UTC))

    under_way = journey(on=begun, with_rulebook=book)

    assert under_way.cost_usd(Usage(input_tokens=1_000_000)) == 1
    assert under_way.decision is not None
    assert under_way.decision.quote.price_version == "old"
