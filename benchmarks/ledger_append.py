"""How many requests does the ledger book in a second, and what does group commit gain?

python benchmarks/ledger_append.py [--appends N] [--rounds N] [--folder FOLDER]

Three ways, each on a fresh file, in turns within one run so that the ratio does not depend on
the machine: group commit as the service runs it; one transaction for each append; a writer
thread that commits what has queued up.
"""

import argparse
import asyncio
import itertools
import queue
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from typing_extensions import override

from router.adapters.storage.rows import DecisionRow, EntryRow, rows_of
from router.adapters.storage.sqlite.checkpoint import Checkpointer
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.group_commit import WriterBusy
from router.adapters.storage.sqlite.ledger import SqliteLedger
from router.core.errors import LedgerUnavailable
from router.core.ledger import DecisionRecord, LedgerEntry
from tests import factories

_Rows = tuple[EntryRow, DecisionRow]
AT_ONCE = (1, 16)
FEATURES = 40  # about as many as the shipped classifier measures
_ids = itertools.count()


class OneByOne(SqliteLedger):
    """A transaction for each append."""

    @override
    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Commit at once."""
        _insist(lambda: self._commit([rows_of(entry, decision)]))
        await asyncio.sleep(0)  # as a request would, let others run


class WriterThread(SqliteLedger):
    """A thread commits what has queued up, and wakes the loop once for each batch."""

    def __init__(self, database: Database, *, checkpointer: Checkpointer) -> None:
        super().__init__(database, checkpointer=checkpointer)
        self._queue: queue.SimpleQueue[tuple[_Rows, asyncio.Future[None]] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    @override
    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Queue and wait."""
        future = asyncio.get_running_loop().create_future()
        self._queue.put((rows_of(entry, decision), future))
        await future

    @override
    async def close(self) -> None:
        """End the thread, then close."""
        self._queue.put(None)
        self._thread.join()
        await super().close()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            while not self._queue.empty():
                item = self._queue.get()
                if item is None:
                    return
                batch.append(item)
            rows = [rows for rows, _ in batch]
            _insist(partial(self._commit, rows))
            futures = [future for _, future in batch]
            futures[0].get_loop().call_soon_threadsafe(_resolve, futures)


WAYS: dict[str, Callable[..., SqliteLedger]] = {
    "group commit": SqliteLedger,
    "one by one": OneByOne,
    "writer thread": WriterThread,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--appends", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="on the disk to measure (the temporary one)")
    options = parser.parse_args()
    cases = [(way, at_once) for at_once in AT_ONCE for way in WAYS]
    rates: dict[tuple[str, int], list[float]] = {case: [] for case in cases}
    slowest: dict[tuple[str, int], list[float]] = {case: [] for case in cases}
    for case in cases * options.rounds:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            path = Path(folder) / "ledger.db"
            rate, p99_ms = asyncio.run(_run(path, case, appends=options.appends))
        rates[case].append(rate)
        slowest[case].append(p99_ms)
    print(f"{'':14} {'at once':>8} {'appends/s':>10} {'range':>16} {'ratio':>6} {'p99 ms':>7}")
    for way, at_once in cases:
        middle = statistics.median(rates[way, at_once])
        low, high = min(rates[way, at_once]), max(rates[way, at_once])
        ratio = middle / statistics.median(rates["one by one", at_once])
        p99_ms = statistics.median(slowest[way, at_once])
        print(
            f"{way:14} {at_once:>8} {middle:>10,.0f} {f'{low:,.0f}-{high:,.0f}':>16} "
            f"{ratio:>6.2f} {p99_ms:>7.2f}"
        )


async def _run(path: Path, case: tuple[str, int], *, appends: int) -> tuple[float, float]:
    """Appends per second, and the 99th percentile of one append in milliseconds."""
    way, at_once = case
    database = Database(path)
    ledger = WAYS[way](database, checkpointer=Checkpointer(database.connect))
    bookings = [_booking() for _ in range(appends)]
    times: list[float] = []

    async def book(share: Sequence[tuple[LedgerEntry, DecisionRecord]]) -> None:
        for entry, decision in share:
            began = time.perf_counter()
            await ledger.append(entry, decision)
            times.append((time.perf_counter() - began) * 1e3)

    started = time.perf_counter()
    await asyncio.gather(*(book(bookings[n::at_once]) for n in range(at_once)))
    rate = appends / (time.perf_counter() - started)
    (booked,) = database.loop.execute("SELECT COUNT(*) FROM ledger_entry").fetchone()
    if booked != appends:
        raise LedgerUnavailable(f"{way} booked {booked} of {appends} entries")
    await ledger.close()
    return rate, statistics.quantiles(times, n=100)[-1]


def _booking() -> tuple[LedgerEntry, DecisionRecord]:
    number = next(_ids)
    said = replace(
        factories.assessment(), features={f"feature_{n}": n * 0.37 for n in range(FEATURES)}
    )
    record = factories.decision_record(id=f"dec_{number:032x}", on=factories.facts(said=said))
    return factories.ledger_entry(id=f"led_{number:032x}", decision_id=record.id), record


def _insist(commit: Callable[[], None]) -> None:
    """Commit as soon as the checkpointer lets go of the lock."""
    while True:
        try:
            return commit()
        except WriterBusy:
            time.sleep(0.0005)


def _resolve(futures: Sequence[asyncio.Future[None]]) -> None:
    for future in futures:
        future.set_result(None)


if __name__ == "__main__":
    main()
