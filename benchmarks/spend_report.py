"""How long does a report from sums by hours and days take, beside the sum over all entries?

python -m benchmarks.spend_report [--rows N] [--days N] [--rounds N] [--folder FOLDER]

Both in turns on one SQLite file, of entries spread evenly over the days; the answers are compared.
Every hundredth request was tried twice. How fast entries are summed up is printed, too.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from router.adapters.storage.rows import decision_to_row, entry_to_row
from router.adapters.storage.spend_sums import bounds, raw, to_rows
from router.adapters.storage.sqlite.books import DECISION_COLUMNS, ENTRY_COLUMNS
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.rollups import SqliteRollUps, spend_of
from router.core.ledger import SpendBy, SpendRow
from tests import factories

DAY_US = 24 * 3_600 * 1_000_000
FIRST_US = 1_735_689_600_000_000  # 2025-01-01
TEAMS, USERS, MODELS = 40, 1_000, 8
AT_ONCE = 1_000


class Report(NamedTuple):
    """What is asked: a grouping, and how many of the last days."""

    by: SpendBy
    days: float


def main() -> None:
    """Fill a file, sum it up, and print both times of each report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        database = Database(Path(folder) / "ledger.db")
        with closing(database.connect()) as connection:
            fill(connection, rows=given.rows, days=given.days)
        asyncio.run(sum_up(database, rows=given.rows))
        # Somewhat less than whole days: both edges are parts of hours, as they mostly are.
        reports = [Report(by, given.days + 1) for by in SpendBy]
        reports += [Report(SpendBy.TEAM, days) for days in (29.98, 6.98, 0.98)]
        for one in reports:
            compare(database, one, until_us=FIRST_US + given.days * DAY_US, rounds=given.rounds)
        database.close()


def fill(connection: sqlite3.Connection, *, rows: int, days: int) -> None:
    """Book the entries."""
    columns = ENTRY_COLUMNS.split(", ")
    changed = {
        "id": "'led_' || n",
        "decision_id": "'dec_' || (CASE WHEN n % 100 = 1 THEN n - 1 ELSE n END)",
        "at_us": f"{FIRST_US} + n * {days * DAY_US // rows}",
        "team": f"'team-' || (n * 7919 % {USERS} % {TEAMS})",
        "user": f"'user-' || (n * 7919 % {USERS})",
        "key_id": f"'key-' || (n * 7919 % {USERS})",
        "model": f"'model-' || (n * 104729 % {MODELS})",
        "cost_nano_usd": "n * 65537 % 90000000",
    }
    template = dict(zip(columns, entry_to_row(factories.ledger_entry()), strict=True))
    values = ", ".join(changed.get(column, f":{column}") for column in columns)
    decision = decision_to_row(factories.decision_record())
    marks = ", ".join("?" * (len(decision) - 1))
    numbers = "WITH RECURSIVE numbers (n) AS (SELECT {} UNION ALL SELECT n + 1 FROM numbers {})"
    counted = numbers.format(0, f"WHERE n < {rows - 1}")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        f"{counted} INSERT INTO decision ({DECISION_COLUMNS}) "  # noqa: S608 - our own names
        f"SELECT 'dec_' || n, {marks} FROM numbers",
        decision[1:],
    )
    connection.execute(
        f"{counted} INSERT INTO ledger_entry ({ENTRY_COLUMNS}) "  # noqa: S608
        f"SELECT {values} FROM numbers",
        template,
    )
    connection.execute("COMMIT")


async def sum_up(database: Database, *, rows: int) -> None:
    """Sum all of it up as the service does."""
    rollups, steps = SqliteRollUps(database), [0.0]
    while await rollups.advance(most=AT_ONCE):
        steps.append(time.perf_counter())
    took_s = steps[-1] - steps[1]
    with database.reading() as connection:
        (sums,) = connection.execute("SELECT COUNT(*) FROM spend_sum").fetchone()
        (again,) = connection.execute("SELECT COUNT(*) FROM spend_again").fetchone()
    print(f"{rows:,} entries are {sums:,} sums and {again:,} rows of requests tried again")
    print(f"summed up at {rows / took_s:,.0f} entries a second, {AT_ONCE:,} at once")


def compare(database: Database, report: Report, *, until_us: int, rounds: int) -> None:
    """Print how long a report takes both ways."""
    since_us = until_us - int(report.days * DAY_US)
    with database.reading() as connection:

        def from_sums() -> list[SpendRow]:
            return spend_of(connection, report.by, since_us=since_us, until_us=until_us)

        def from_entries() -> list[SpendRow]:
            return to_rows(connection.execute(raw(report.by), bounds(since_us, until_us)))

        times = [(timed(from_sums), timed(from_entries)) for _ in range(rounds)]
        is_equal = from_sums() == from_entries()
    sums_s, entries_s = (statistics.median(column) for column in zip(*times, strict=True))
    print(
        f"by {report.by:<15} {report.days:>6g} days: sums {1000 * sums_s:8.1f} ms, "
        f"entries {1000 * entries_s:8.1f} ms, {entries_s / sums_s:6.1f} times as long; "
        f"{'equal' if is_equal else 'NOT EQUAL'}"
    )


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
