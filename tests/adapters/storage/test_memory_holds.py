"""What holds in memory alone? All else is in tests/contracts."""

import pytest

from router.adapters.storage.memory import MemoryLedger
from router.adapters.storage.memory_holds import MemoryHolds
from router.core.errors import LedgerUnavailable
from tests import factories
from tests.contracts.holding import HOUR_US, MINUTE_US, NOON_US, claim, hold


async def test_slices_that_no_window_counts_any_more_are_forgotten_unless_they_hold() -> None:
    ledger = MemoryLedger()
    holds = MemoryHolds(ledger.counters, record=ledger.record)
    under_way, *_, last = (
        claim(slice_us=begins_us, since_us=begins_us - 2 * MINUTE_US)
        for begins_us in (NOON_US + n * MINUTE_US for n in (0, 1, 2, 80))
    )
    for asked in (under_way, _[0], _[1], last):
        wanted = hold(asked)
        await holds.hold(wanted, factories.decision_record(id=wanted.entry.decision_id))
        if asked is not under_way:
            await holds.release(wanted.id)
    assert last.slice_us - under_way.slice_us > HOUR_US
    assert set(ledger.counters.slices["budget:a"]) == {under_way.slice_us, last.slice_us}


async def test_a_closed_ledger_takes_no_hold_and_keeps_none() -> None:
    ledger = MemoryLedger()
    holds = MemoryHolds(ledger.counters, record=ledger.record)
    await ledger.close()
    with pytest.raises(LedgerUnavailable, match="shutting down"):
        await holds.hold(hold(claim()), factories.decision_record())
    assert ledger.counters.holds == {}
    assert dict(ledger.counters.slices) == {}
