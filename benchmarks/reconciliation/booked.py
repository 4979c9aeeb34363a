"""What does the ledger say of each call? Read from its file, with integers and nothing else."""

import json
import sqlite3
import time
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Booked", "booked", "wait_for_entries"]

_TAG = "call:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """All that the ledger and the counters of budgets hold."""

    nanos_by_call: dict[int, int]
    estimated: frozenset[int]
    """Calls that Tierwise counted for itself."""
    entries: int
    sum_nanos: int
    """As SQLite adds it up."""
    held_nanos: int
    counted_nanos: int
    """What the budget that covers all calls counts as spent."""
    open_holds: int


def wait_for_entries(database: Path, *, count: int, patience_s: float = 30.0) -> None:
    """Return once so many entries are booked; those of calls that were left come a little later.

    Raises:
        TimeoutError: they do not come.
    """
    deadline = time.monotonic() + patience_s
    with closing(_open(database)) as connection:
        while (found := _number(connection, "SELECT COUNT(*) FROM ledger_entry")) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{found} of {count} entries are booked")
            time.sleep(0.02)


def booked(database: Path) -> Booked:
    """What is booked now."""
    nanos: dict[int, int] = defaultdict(int)
    estimated = set()
    with closing(_open(database)) as connection:
        rows = connection.execute("SELECT tags, cost_nano_usd, is_estimated FROM ledger_entry")
        for tags, cost, is_estimated in rows:
            call = _call_in(tags)
            nanos[call] += cost
            if is_estimated:
                estimated.add(call)
        return Booked(
            nanos_by_call=dict(nanos),
            estimated=frozenset(estimated),
            entries=_number(connection, "SELECT COUNT(*) FROM ledger_entry"),
            sum_nanos=_number(connection, "SELECT SUM(cost_nano_usd) FROM ledger_entry"),
            held_nanos=_number(connection, "SELECT SUM(held) FROM account_slice"),
            counted_nanos=_number(connection, "SELECT SUM(spent) FROM account_slice"),
            open_holds=_number(connection, "SELECT COUNT(*) FROM hold"),
        )


def _open(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True)


def _number(connection: sqlite3.Connection, query: str) -> int:
    (number,) = connection.execute(query).fetchone()
    return int(number or 0)


def _call_in(tags: str) -> int:
    (call,) = [tag.removeprefix(_TAG) for tag in json.loads(tags) if tag.startswith(_TAG)]
    return int(call)
