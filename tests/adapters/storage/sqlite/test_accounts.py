"""What holds for SQLite's counting alone: what is booked while it counts."""

import asyncio
from pathlib import Path

import pytest

from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.contracts.holding import Desk, claim, opening


@pytest.mark.parametrize("call", ["open", "recount"])
async def test_what_is_booked_between_summing_up_and_the_lock_is_counted(
    tmp_path: Path, call: str
) -> None:
    path = tmp_path / "ledger.db"
    desk = Desk(opened(path))
    await desk.spend(4)
    with another_process(path) as other:
        other.execute("BEGIN IMMEDIATE")
        columns = [name for _, name, *_ in other.execute("PRAGMA table_info(ledger_entry)")]
        changed = {"seq": "NULL", "id": "'led_other'"}
        values = ", ".join(changed.get(name, name) for name in columns)
        other.execute(f"INSERT INTO ledger_entry SELECT {values} FROM ledger_entry")  # noqa: S608
        counting = asyncio.ensure_future(getattr(desk.stores.accounts, call)([opening()]))
        await asyncio.sleep(0.05)  # time enough to sum up what is committed
        assert not counting.done()
        other.execute("COMMIT")
    await counting
    assert await desk.sums() == (8, 0)
    await desk.stores.close()


async def test_a_slice_that_is_counted_already_is_opened_without_the_write_lock(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    desk = Desk(opened(path))
    await desk.stores.accounts.open([opening()])
    with another_process(path) as other:
        other.execute("BEGIN IMMEDIATE")
        await desk.stores.accounts.open([opening()])
        assert await desk.sums(claim()) == (0, 0)
        other.execute("ROLLBACK")
    await desk.stores.close()


async def test_drift_of_a_damaged_counter_is_found_and_healed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    desk = Desk(opened(path))
    await desk.stores.accounts.open([opening()])
    await desk.settle(await desk.take(claim(amount=4)), nanos=3)
    await desk.take(claim(amount=2))
    with another_process(path) as other:
        other.execute("UPDATE account_slice SET spent = spent + 5, held = held - 1")
    assert await desk.sums() == (8, 1)
    assert list(await desk.stores.accounts.recount([opening()])) == [(5, -1)]
    assert await desk.sums() == (3, 2)
    await desk.stores.close()
