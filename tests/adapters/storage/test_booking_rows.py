"""Tests of `router.adapters.storage.booking_rows`."""

from dataclasses import replace

from router.adapters.storage.booking_rows import BOOKING_COLUMNS, recorded_from_rows
from router.adapters.storage.rows import rows_of
from router.core.money import to_nanos
from router.core.usage import Usage, UsageUnit
from tests import factories

USAGE = Usage(
    input_tokens=1,
    cached_tokens=2,
    cache_write_tokens=3,
    output_tokens=4,
    reasoning_tokens=5,
    image_input_tokens=6,
    audio_input_tokens=7,
    audio_output_tokens=8,
    is_estimated=True,
    service_tier="hd/1024x1792",
    units=9,
    unit=UsageUnit.IMAGES,
)


def test_what_a_replay_reads_is_what_was_booked() -> None:
    entry = replace(factories.ledger_entry(cost_usd="-0.000000001"), usage=USAGE)
    record = factories.decision_record()
    entry_row, decision_row = rows_of(entry, record)
    row = [getattr(entry_row, name) for name in BOOKING_COLUMNS]

    found = recorded_from_rows(decision_row, [row, row])

    booking, again = found.bookings
    assert booking == again
    assert (booking.cost_nanos, booking.usage) == (to_nanos(entry.cost_usd), USAGE)
    assert (booking.outcome, booking.error_code) == (entry.outcome, entry.error_code)
    assert (booking.deployment, booking.price_version) == (entry.deployment, entry.price_version)


def test_facts_come_without_the_features_of_the_classifier() -> None:
    record = factories.decision_record()
    on = replace(record.facts.assessment, features={"words": 2.0})
    record = replace(record, facts=replace(record.facts, assessment=on))
    _, decision_row = rows_of(factories.ledger_entry(), record)

    found = recorded_from_rows(decision_row, [])

    without = replace(on, features={})
    assert found.decision == replace(record, facts=replace(record.facts, assessment=without))
