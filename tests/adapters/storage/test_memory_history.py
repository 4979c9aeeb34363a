"""Tests of `router.adapters.storage.memory_history`; all else is in tests/contracts."""

from dataclasses import replace

from router.adapters.storage.memory_history import MemoryHistory
from router.core.ledger import DecisionRecord, LedgerEntry
from router.core.money import to_nanos
from tests import factories
from tests.factories import NOON


def booked() -> list[tuple[LedgerEntry, DecisionRecord]]:
    record = factories.decision_record()
    first = factories.ledger_entry()
    later = replace(first, id="led_2", at=NOON.replace(hour=18))
    return [(first, record), (later, record)]


def test_what_is_booked_after_it_was_made_is_seen() -> None:
    pairs: list[tuple[LedgerEntry, DecisionRecord]] = []
    history = MemoryHistory(lambda: pairs)
    assert history.one("dec_1") is None
    pairs += booked()
    found = history.one("dec_1")
    assert found is not None
    assert found.booked_nanos == 2 * to_nanos(pairs[0][0].cost_usd)


def test_a_piece_holds_so_many_decisions() -> None:
    history = MemoryHistory(booked)
    (span,) = history.spans(NOON, NOON.replace(hour=23), size=1)
    assert (span.first, span.last) == (0, 0)
    assert len(next(iter(history.read(span))).bookings) == 2
