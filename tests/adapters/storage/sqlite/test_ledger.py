"""What holds for SQLite alone: crashes, locks, full disks. All else is in tests/contracts."""

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.connection import Database
from router.core.errors import LedgerUnavailable
from router.core.ledger import DecisionRecord, LedgerEntry
from tests import factories
from tests.adapters.storage.sqlite.opening import another_process, ledger_on, opened

ROOT = Path(__file__).parents[4]
ENOUGH = 400


def booking(number: int) -> tuple[LedgerEntry, DecisionRecord]:
    return (
        factories.ledger_entry(id=f"led_{number}", decision_id=f"dec_{number}"),
        factories.decision_record(id=f"dec_{number}"),
    )


def booked(path: Path) -> set[str]:
    with another_process(path) as connection:
        return {id for (id,) in connection.execute("SELECT id FROM ledger_entry")}


def ids_until_killed(path: Path) -> set[str]:
    """Run the writer, kill it in mid-load; the ids for which `append` had returned."""
    command = [sys.executable, "-m", "tests.adapters.storage.sqlite.writer", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:  # noqa: S603
        assert writer.stdout is not None
        returned = {writer.stdout.readline().decode().strip() for _ in range(ENOUGH)}
        writer.kill()
        *whole, _ = writer.stdout.read().decode().split("\n")  # the last line may be cut
    return returned.union(whole)


async def test_all_that_was_booked_outlives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    returned = await asyncio.to_thread(ids_until_killed, path)
    assert len(returned) >= ENOUGH
    stores = opened(path)  # recovers as the service would
    for mark in sorted(returned)[::40]:
        assert await stores.ledger.decision(f"dec_{mark}") is not None
    assert {f"led_{mark}" for mark in returned} <= booked(path)
    with another_process(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    await stores.ledger.append(*booking(1))
    await stores.close()


async def test_a_lock_that_ends_soon_is_waited_for_and_the_event_loop_runs_on(
    tmp_path: Path,
) -> None:
    database = Database(tmp_path / "ledger.db", busy_timeout_s=30)
    ledger = ledger_on(database)
    with another_process(database.path) as other:
        other.execute("BEGIN IMMEDIATE")
        pending = [asyncio.ensure_future(ledger.append(*booking(n))) for n in range(3)]
        turns = 0
        while turns < 50:  # a blocked loop would stand still here for 30 s, then fail
            await asyncio.sleep(0.001)
            turns += 1
        assert not any(append.done() for append in pending)
        other.execute("ROLLBACK")
    await asyncio.gather(*pending)
    assert booked(database.path) == {"led_0", "led_1", "led_2"}
    await ledger.close()


async def test_a_lock_that_stays_fails_every_append_that_waits(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db", busy_timeout_s=0.02)
    ledger = ledger_on(database)
    with another_process(database.path) as other:
        other.execute("BEGIN IMMEDIATE")
        outcomes = await asyncio.gather(
            *(ledger.append(*booking(n)) for n in range(3)), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [LedgerUnavailable] * 3
        assert "another process holds its write lock" in str(outcomes[0])
        assert await ledger.decision("dec_0") is None
        other.execute("ROLLBACK")
    await ledger.append(*booking(7))
    assert booked(database.path) == {"led_7"}
    await ledger.close()


async def test_closing_waits_for_a_lock_too(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db", busy_timeout_s=30)
    ledger = ledger_on(database)
    with another_process(database.path) as other:
        other.execute("BEGIN IMMEDIATE")
        pending = asyncio.ensure_future(ledger.append(*booking(1)))
        await asyncio.sleep(0)
        closing = asyncio.ensure_future(ledger.close())
        await asyncio.sleep(0.01)
        assert not closing.done()
        other.execute("ROLLBACK")
    await asyncio.gather(pending, closing)
    assert booked(database.path) == {"led_1"}


async def test_a_full_disk_refuses_what_does_not_fit_and_books_again_once_there_is_room(
    tmp_path: Path,
) -> None:
    database = Database(tmp_path / "ledger.db")
    ledger = ledger_on(database)
    (pages,) = database.loop.execute("PRAGMA page_count").fetchone()
    database.loop.execute(f"PRAGMA max_page_count = {pages + 8}")

    async def book_until_full() -> None:
        for number in range(1_000):
            await ledger.append(*booking(number))

    with pytest.raises(LedgerUnavailable, match=r"the disk is full\. Free some space"):
        await book_until_full()
    fitted = len(booked(database.path))
    assert 0 < fitted < 1_000
    assert booked(database.path) == {f"led_{n}" for n in range(fitted)}
    assert await ledger.decision(f"dec_{fitted}") is None
    database.loop.execute(f"PRAGMA max_page_count = {pages + 100}")
    await ledger.append(*booking(fitted))
    assert f"led_{fitted}" in booked(database.path)
    await ledger.close()


async def test_a_failure_that_nobody_waits_for_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(tmp_path / "ledger.db", busy_timeout_s=0)
    ledger = ledger_on(database)
    with another_process(database.path) as other:
        other.execute("BEGIN IMMEDIATE")
        gone = asyncio.ensure_future(ledger.append(*booking(1)))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0.01)
        other.execute("ROLLBACK")
    assert "Not written, and nobody is waiting for it" in caplog.text
    assert "led_1" in caplog.text
    await ledger.close()


async def test_money_beyond_what_a_row_holds_is_refused_alone(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    entry, record = booking(1)
    huge = factories.ledger_entry(cost_usd="1" + "0" * 12)
    outcomes = await asyncio.gather(
        stores.ledger.append(huge, record),
        stores.ledger.append(*booking(2)),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], LedgerUnavailable)
    assert outcomes[1] is None
    assert booked(tmp_path / "ledger.db") == {"led_2"}
    await stores.ledger.append(entry, record)
    await stores.close()


async def test_a_report_does_not_hold_up_an_append(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db", busy_timeout_s=0)
    ledger = ledger_on(database)
    with database.reading() as report:
        report.execute("BEGIN")
        assert report.execute("SELECT COUNT(*) FROM ledger_entry").fetchone() == (0,)
        await ledger.append(*booking(1))
        assert report.execute("SELECT COUNT(*) FROM ledger_entry").fetchone() == (0,)
        report.execute("COMMIT")
    assert len(await ledger.entries("dec_1")) == 1
    await ledger.close()


async def test_reading_after_closing_says_why_not(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.close()
    with pytest.raises(LedgerUnavailable, match="shutting down"):
        await stores.ledger.decision("dec_1")


async def test_a_damaged_table_is_reported_as_such(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    with another_process(tmp_path / "ledger.db") as other:
        other.execute("DROP TABLE decision")
    with pytest.raises(LedgerUnavailable, match=r"no such table: (main\.)?decision"):
        await stores.ledger.append(*booking(1))
    with pytest.raises(LedgerUnavailable, match=r"no such table: (main\.)?decision"):
        await stores.ledger.decision("dec_1")
    await stores.close()


def test_the_file_can_be_read_by_any_sqlite(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")

    async def book() -> None:
        await stores.ledger.append(*booking(1))
        await stores.close()

    asyncio.run(book())
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        row = connection.execute(
            "SELECT team, cost_nano_usd, json_extract(facts, '$.caller.team') "
            "FROM ledger_entry JOIN decision ON decision.id = decision_id"
        ).fetchone()
    connection.close()
    assert row == ("search", 123_456, "search")
