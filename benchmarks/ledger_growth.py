"""Does booking a request take longer the more is booked already?

python benchmarks/ledger_growth.py [--rows 1000,100000,1000000] [--requests N] [--folder FOLDER]

Files of these sizes are filled by SQL. Then requests are held and settled in each of them in
turns, at 16 at once, by callers drawn from the same thousand keys. CPU time is that of the thread
of the event loop, the least of all rounds; pages are those that a request adds to the write-ahead
log. The facts of what was booked before are short, which leaves the depth of all trees unchanged.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.ledger_append import booking, hold_of
from router.adapters.storage.sqlite.checkpoint import Checkpointer
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.holds import SqliteHolds
from router.adapters.storage.sqlite.ledger import SqliteLedger
from router.adapters.storage.sqlite.writer import Writer
from router.adapters.system_clock import SystemClock
from router.core.ledger import DecisionRecord, LedgerEntry
from router.ports.holds import Holds
from router.ports.ledger import Ledger

AT_ONCE = 16
KEYS = 1_000
SEED = 7
FRAME = 4_096 + 24
_Booking = tuple[LedgerEntry, DecisionRecord]
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"
_MOMENT = ":now_us - (:rows - i) * 1000000"  # a request a second until now
_ID = f"printf('%012x%020x', ({_MOMENT}) / 1000, i)"
_FILL = (
    f"""{_NUMBERS} INSERT INTO decision
    SELECT 'dec_' || {_ID}, '{{}}', 'small', 'economy', 'r', 'because', 'p', 'c' FROM n""",  # noqa: S608 - our own numbers
    f"""{_NUMBERS} INSERT INTO ledger_entry (seq, id, decision_id, at_us, outcome, key_id, user,
        team, project, environment, tags, deployment, provider, model, tier, input_tokens,
        cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, is_estimated,
        cost_nano_usd, price_version, policy_version, classifier_version, duration_ms, response_id)
    SELECT i, 'led_' || {_ID}, 'dec_' || {_ID}, {_MOMENT}, 'completed',
        printf('key_%032x', i * 7919 % {KEYS}), printf('user-%d', i * 7919 % {KEYS}), 'team',
        'atlas', 'prod', '[]', 'small', 'openai', 'small', 'economy', 100, 10, 0, 20, 5, 0,
        123456, 'test', 'pol-1', 'clf-1', 12,
        'chatcmpl-' || lower(hex(randomblob(8))) FROM n""",  # noqa: S608
)
_ASIDE = """
    SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL
    AND type IN ('index', 'trigger') AND tbl_name IN ('decision', 'ledger_entry')
"""


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default="1000,100000,1000000")
    parser.add_argument("--requests", type=int, default=1_600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="on the disk to measure (the temporary one)")
    options = parser.parse_args()
    sizes = [int(text) for text in options.rows.split(",")]
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        paths = {rows: Path(folder) / f"{rows}.db" for rows in sizes}
        for rows, path in paths.items():
            _fill(path, rows)
        found = _measured(paths, requests=options.requests, rounds=options.rounds)
    print(f"{'rows':>12} {'CPU us':>8} {'ratio':>6} {'pages':>6} {'p50 ms':>7}")
    least = found[sizes[0]][0]
    for rows, (cpu_us, pages, p50_ms) in found.items():
        print(f"{rows:>12,} {cpu_us:>8.1f} {cpu_us / least:>6.2f} {pages:>6.2f} {p50_ms:>7.3f}")


def _fill(path: Path, rows: int) -> None:
    """Fill a new file; indexes are made afterwards, which is as good and much quicker."""
    Database(path).close()
    began = time.perf_counter()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        aside = connection.execute(_ASIDE).fetchall()
        for kind, name, _ in aside:
            connection.execute(f"DROP {kind} {name}")
        for statement in _FILL:
            connection.execute(statement, {"rows": rows, "now_us": time.time_ns() // 1_000})
        for _, _, sql in aside:
            connection.execute(sql)
        connection.execute("UPDATE spend_summed SET seq = ?", (rows,))
        connection.execute("COMMIT")
    size_mb = path.stat().st_size / 1e6
    print(f"{rows:,} rows filled in {time.perf_counter() - began:.0f} s, {size_mb:,.0f} MB")


def _measured(
    paths: dict[int, Path], *, requests: int, rounds: int
) -> dict[int, tuple[float, float, float]]:
    """CPU us, pages and middle time of a request, for each size; in turns."""
    rng = Random(SEED)  # noqa: S311 - a repeatable mix, no secret
    runs: defaultdict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for _ in range(rounds):
        for rows, path in paths.items():
            runs[rows].append(asyncio.run(_run(path, requests, rng)))
    return {
        rows: (
            min(cpu_us for cpu_us, _, _ in found),
            statistics.median(pages for _, pages, _ in found),
            min(p50_ms for _, _, p50_ms in found),
        )
        for rows, found in runs.items()
    }


async def _run(path: Path, requests: int, rng: Random) -> tuple[float, float, float]:
    """As many requests before, so that memory holds what it holds in a service that runs."""
    database = Database(path)
    writer, clock = Writer(database), SystemClock()
    ledger = SqliteLedger(writer, checkpointer=Checkpointer(database.connect, every_s=3_600))
    holds = SqliteHolds(writer, clock=clock)
    await _book(ledger, holds, [_drawn(rng, clock) for _ in range(requests)])
    bookings = [_drawn(rng, clock) for _ in range(requests)]
    pages, began_s = _pages(path), time.thread_time()
    times = await _book(ledger, holds, bookings)
    cpu_us = (time.thread_time() - began_s) / requests * 1e6
    pages = (_pages(path) - pages) / requests
    await ledger.close()
    return cpu_us, pages, statistics.median(times)


async def _book(ledger: Ledger, holds: Holds, bookings: Sequence[_Booking]) -> Sequence[float]:
    """Hold and settle, and the milliseconds that each took."""
    times: list[float] = []

    async def book(share: Sequence[_Booking]) -> None:
        for entry, decision in share:
            began = time.perf_counter()
            await holds.hold(hold_of(entry, accounts=2), decision)
            await ledger.append(entry, decision)
            times.append((time.perf_counter() - began) * 1e3)

    await asyncio.gather(*(book(bookings[n::AT_ONCE]) for n in range(AT_ONCE)))
    return times


def _pages(path: Path) -> float:
    return path.with_name(f"{path.name}-wal").stat().st_size / FRAME


def _drawn(rng: Random, clock: SystemClock) -> _Booking:
    entry, decision = booking(clock)
    number = rng.randrange(KEYS)
    caller = replace(entry.caller, key_id=f"key_{number:032x}", user=f"user-{number}")
    said = f"chatcmpl-{rng.getrandbits(64):016x}"
    return replace(entry, caller=caller, response_id=said), decision


if __name__ == "__main__":
    main()
