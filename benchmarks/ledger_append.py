"""How many requests does the ledger book in a second, and what do group commit and holds cost?

python benchmarks/ledger_append.py [--appends N] [--rounds N] [--folder FOLDER]

Three ways, each on a fresh file, in turns within one run so that the ratio does not depend on
the machine: group commit as the service runs it; one transaction for each append; a writer
thread that commits what has queued up. Then what a request costs that is held before it is booked.
"""

import argparse
import asyncio
import queue
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from typing_extensions import override

from router.adapters.storage.sqlite.checkpoint import Checkpointer
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.group_commit import WriterBusy
from router.adapters.storage.sqlite.holds import SqliteHolds
from router.adapters.storage.sqlite.ledger import SqliteLedger
from router.adapters.storage.sqlite.writer import Work, Writer
from router.adapters.system_clock import SystemClock
from router.core.errors import LedgerUnavailable
from router.core.hold import Claim, Hold, Unit
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.money import to_nanos
from tests import factories

R = TypeVar("R")
AT_ONCE = (1, 16)
FEATURES = 40  # about as many as the shipped classifier measures


class OneByOne(Writer):
    """A transaction for each write."""

    @override
    async def write(self, work: Work[R]) -> R:
        """Commit at once."""
        result: R = _insist(lambda: self._commit([work]))[0]
        await asyncio.sleep(0)  # as a request would, let others run
        return result


class WriterThread(Writer):
    """A thread commits what has queued up, and wakes the loop once for each batch."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._queue: queue.SimpleQueue[tuple[Work[Any], asyncio.Future[Any]] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    @override
    async def write(self, work: Work[R]) -> R:
        """Queue and wait."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._queue.put((work, future))
        return await future

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
            works = [work for work, _ in batch]
            results = _insist(partial(self._commit, works))
            futures = [future for _, future in batch]
            futures[0].get_loop().call_soon_threadsafe(_resolve, futures, results)


WAYS: dict[str, type[Writer]] = {
    "group commit": Writer,
    "one by one": OneByOne,
    "writer thread": WriterThread,
}
CLAIMS: dict[str, int | None] = {"append alone": None, "with a hold": 0, "of 4 accounts": 4}
"""What a request writes, and of how many accounts it holds; None: it holds nothing."""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--appends", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="on the disk to measure (the temporary one)")
    options = parser.parse_args()
    print("Ways to append:")
    _compare(options, [_Case(way) for way in WAYS], than="one by one")
    print("\nWhat a request writes, by group commit:")
    cases = [_Case("group commit", writes) for writes in CLAIMS]
    _compare(options, cases, than="append alone")


class _Case(NamedTuple):
    way: str
    writes: str = "append alone"

    def is_called(self, name: str) -> bool:
        return name in self


def _compare(options: argparse.Namespace, cases: Sequence[_Case], *, than: str) -> None:
    runs = [(case, at_once) for at_once in AT_ONCE for case in cases]
    rates: dict[tuple[_Case, int], list[float]] = {run: [] for run in runs}
    middles: dict[tuple[_Case, int], list[float]] = {run: [] for run in runs}
    slowest: dict[tuple[_Case, int], list[float]] = {run: [] for run in runs}
    busy: dict[tuple[_Case, int], list[float]] = {run: [] for run in runs}
    for case, at_once in runs * options.rounds:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            path = Path(folder) / "ledger.db"
            seconds, cpu_s, times = asyncio.run(_run(path, case, options.appends, at_once=at_once))
        busy[case, at_once].append(cpu_s / options.appends * 1e6)
        rates[case, at_once].append(options.appends / seconds)
        middles[case, at_once].append(statistics.median(times))
        slowest[case, at_once].append(statistics.quantiles(times, n=100)[-1])
    name = {
        case: case.way if any(c.way != case.way for c in cases) else case.writes for case in cases
    }
    first = next(case for case in cases if case.is_called(than))
    print(
        f"{'':14} {'at once':>8} {'requests/s':>10} {'range':>16} {'ratio':>6} "
        f"{'p50 ms':>7} {'p99 ms':>7} {'CPU us':>7}"
    )
    for case, at_once in runs:
        rate = statistics.median(rates[case, at_once])
        low, high = min(rates[case, at_once]), max(rates[case, at_once])
        ratio = rate / statistics.median(rates[first, at_once])
        print(
            f"{name[case]:14} {at_once:>8} {rate:>10,.0f} {f'{low:,.0f}-{high:,.0f}':>16} "
            f"{ratio:>6.2f} {statistics.median(middles[case, at_once]):>7.3f} "
            f"{statistics.median(slowest[case, at_once]):>7.2f} {min(busy[case, at_once]):>7.0f}"
        )


async def _run(
    path: Path, case: _Case, requests: int, *, at_once: int
) -> tuple[float, float, Sequence[float]]:
    """Seconds for all, those of CPU among them, and milliseconds of writing for each request."""
    database = Database(path)
    writer = WAYS[case.way](database)
    ledger = SqliteLedger(writer, checkpointer=Checkpointer(database.connect))
    clock = SystemClock()
    holds = SqliteHolds(writer, clock=clock)
    bookings = [booking(clock) for _ in range(requests)]
    times: list[float] = []

    async def book(share: Sequence[tuple[LedgerEntry, DecisionRecord]]) -> None:
        for entry, decision in share:
            began = time.perf_counter()
            accounts = CLAIMS[case.writes]
            if accounts is not None:
                held = await holds.hold(hold_of(entry, accounts=accounts), decision)
                if not held.is_held:
                    raise LedgerUnavailable(f"{entry.id} was refused: {held}")
            await ledger.append(entry, decision)
            times.append((time.perf_counter() - began) * 1e3)

    started, started_cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(book(bookings[n::at_once]) for n in range(at_once)))
    seconds, cpu_s = time.perf_counter() - started, time.process_time() - started_cpu
    (booked,) = database.loop.execute("SELECT COUNT(*) FROM ledger_entry").fetchone()
    if booked != requests:
        raise LedgerUnavailable(f"{case} booked {booked} of {requests} entries")
    await ledger.close()
    return seconds, cpu_s, times


def hold_of(entry: LedgerEntry, *, accounts: int) -> Hold:
    """Two budgets of a month, and two quotas of a minute, counted by the second."""
    second_us = int(time.time()) * 1_000_000
    claims = [
        Claim(
            account=f"budget:{n}",
            unit=Unit.REQUESTS if n % 2 else Unit.USD,
            amount=1 if n % 2 else 2 * to_nanos(entry.cost_usd),
            limit=10**15,
            slice_us=second_us if n % 2 else 0,
            since_us=second_us - 60_000_000 if n % 2 else None,
        )
        for n in range(accounts)
    ]
    lost = replace(entry, outcome=Outcome.LOST)
    return Hold(id=entry.id, owner="benchmark", claims=tuple(claims), entry=lost)


def booking(clock: SystemClock) -> tuple[LedgerEntry, DecisionRecord]:
    """What one request books; its ids sort by time, and its facts are as long as usual."""
    said = replace(
        factories.assessment(), features={f"feature_{n}": n * 0.37 for n in range(FEATURES)}
    )
    on = factories.facts(said=said, at=clock.now())
    record = factories.decision_record(id=clock.new_id("dec"), on=on)
    entry = factories.ledger_entry(id=clock.new_id("led"), decision_id=record.id, at=on.at)
    return entry, record


def _insist(commit: Callable[[], Sequence[Any]]) -> Sequence[Any]:
    """Commit as soon as the checkpointer lets go of the lock."""
    while True:
        try:
            return commit()
        except WriterBusy:
            time.sleep(0.0005)


def _resolve(futures: Sequence["asyncio.Future[Any]"], results: Sequence[Any]) -> None:
    for future, result in zip(futures, results, strict=True):
        future.set_result(result)


if __name__ == "__main__":
    main()
