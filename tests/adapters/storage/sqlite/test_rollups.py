"""What do sums cost in SQLite, and what becomes of them in a crash? The rest: tests/contracts."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from router.adapters.storage.spend_sums import AGAIN, SUMS, bounds, raw, report
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.rollups import SqliteRollUps
from router.core.errors import LedgerUnavailable
from router.core.ledger import SpendBy
from tests.adapters.storage.postgres.bookings import booking
from tests.adapters.storage.sqlite.opening import another_process, ledger_on, opened
from tests.factories import NOON

DAY = timedelta(days=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "ledger.db")) as database:
        yield database


def plan(database: Database, query: str, given: dict[str, int]) -> str:
    with database.reading() as connection:
        return str(connection.execute(f"EXPLAIN QUERY PLAN {query}", given).fetchall())


def counted(database: Database) -> list[tuple[int, ...]]:
    with database.reading() as connection:
        return connection.execute(
            "SELECT requests, cost_nano_usd FROM spend_sum WHERE grouped_by = 'team'"
        ).fetchall()


def test_a_report_finds_everything_by_index(database: Database) -> None:
    for by in SpendBy:
        asked = plan(database, report(by, plus="+"), bounds(1, 10**18))
        assert "SEARCH e USING INTEGER PRIMARY KEY (rowid>?)" in asked
        assert asked.count("SEARCH e USING INDEX ledger_entry_by_time (at_us>? AND at_us<?)") == 2
        assert asked.count("SEARCH spend_sum USING PRIMARY KEY (grouped_by=? AND span_us=?") == 3
        assert "SEARCH spend_again USING PRIMARY KEY (grouped_by=? AND at_us>?" in asked
        assert "SCAN ledger_entry" not in asked
        assert "SCAN e USING" not in asked


def test_a_step_reads_its_own_entries_and_others_of_their_decisions(database: Database) -> None:
    span = {"after": 1, "until": 2}
    sums, again = plan(database, SUMS, span), plan(database, AGAIN, span)
    for asked in (sums, again):
        assert "SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in asked
        assert "SEARCH o USING COVERING INDEX ledger_entry_by_decision" in asked
    assert "SEARCH f USING INDEX ledger_entry_by_decision" in again


async def test_a_step_that_fails_half_way_leaves_no_trace_and_is_made_again(
    database: Database, tmp_path: Path
) -> None:
    ledger, rollups = ledger_on(database), SqliteRollUps(database)
    await ledger.append(*booking(1))
    with another_process(tmp_path / "ledger.db") as other:
        other.execute("ALTER TABLE spend_again RENAME TO spend_elsewhere")
        with pytest.raises(LedgerUnavailable):
            await rollups.advance(most=10)
        assert counted(database) == []
        other.execute("ALTER TABLE spend_elsewhere RENAME TO spend_again")
    await rollups.advance(most=10)
    assert counted(database) == [(1, 123_456)] * 2  # of the hour, and of the day
    await ledger.close()


async def test_many_that_sum_up_the_same_entries_add_them_once(database: Database) -> None:
    ledger = ledger_on(database)
    await asyncio.gather(*(ledger.append(*booking(number)) for number in range(50)))
    await asyncio.gather(*(SqliteRollUps(database).advance(most=50) for _ in range(8)))
    assert counted(database) == [(50, 50 * 123_456)] * 2
    await ledger.close()


async def test_a_sum_of_more_than_64_bits_is_refused_as_a_failure_of_the_store(
    database: Database,
) -> None:
    ledger, rollups = ledger_on(database), SqliteRollUps(database)
    for number in range(12):
        await ledger.append(*booking(number, cost_usd="900000000"))
    assert await rollups.advance(most=6)
    with pytest.raises(LedgerUnavailable):
        await rollups.advance(most=6)
    assert counted(database) == [(6, 54 * 10**17)] * 2
    await ledger.close()


async def test_with_very_many_entries_outside_the_sums_these_are_not_asked(
    tmp_path: Path,
) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.ledger.append(*booking(1))
    await stores.rollups.advance(most=10)
    with another_process(tmp_path / "ledger.db") as other:
        other.execute("UPDATE spend_sum SET requests = 99")
        (row,) = await stores.ledger.spend(SpendBy.TEAM, since=NOON - DAY, until=NOON + DAY)
        assert row.requests == 99
        other.execute("UPDATE spend_summed SET seq = -100000")
        (row,) = await stores.ledger.spend(SpendBy.TEAM, since=NOON - DAY, until=NOON + DAY)
        assert row.requests == 1
    await stores.close()


def test_the_sum_over_all_entries_searches_by_time(database: Database) -> None:
    assert "ledger_entry_by_time" in plan(database, raw(SpendBy.TEAM), bounds(1, 10**18))
