"""How is the history read in bulk from SQLite, by several processes at once?"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from router.adapters.storage.booking_rows import BOOKING_COLUMNS, recorded_from_rows
from router.adapters.storage.history_pieces import cut
from router.adapters.storage.rows import DecisionRow
from router.adapters.storage.sqlite.failures import unavailable
from router.core.history import Recorded, Span
from router.core.moments import to_micros
from router.core.routing import Rulebook
from router.core.traffic import AUDIT_CALLER

__all__ = ["SqliteHistory", "SqlitePastRulebooks"]

_BATCH = 500
"""Bookings that are joined at once: few enough to stay in the processor's cache."""
_ENTRY = ", ".join(("seq", "decision_id", *BOOKING_COLUMNS))
_DECISION = ", ".join(DecisionRow._fields)
_ENDS = "SELECT MIN(seq), MAX(seq) FROM ledger_entry WHERE at_us >= ? AND at_us < ?"
# An index answers this alone, in the order of the decisions.
_SHARED = """
    SELECT decision_id, MIN(seq), MAX(seq) FROM ledger_entry
    GROUP BY decision_id HAVING COUNT(*) > 1
"""
_ENTRIES = f"""
    SELECT {_ENTRY} FROM ledger_entry
    WHERE seq BETWEEN ? AND ? AND at_us >= ? AND at_us < ? ORDER BY seq
"""  # noqa: S608 - our own column names
_OF_DECISION = f"""
    SELECT {_ENTRY} FROM ledger_entry
    WHERE decision_id = ? AND at_us >= ? AND at_us < ? ORDER BY seq
"""  # noqa: S608
_ALL_OF_DECISION = f"SELECT {_ENTRY} FROM ledger_entry WHERE decision_id = ? ORDER BY seq"  # noqa: S608
_DECISION_OF = f"SELECT {_DECISION} FROM decision WHERE id = ?"  # noqa: S608
_PLACE = "SELECT rowid FROM decision WHERE id = ?"
_PLACES = f"SELECT {_DECISION} FROM decision WHERE rowid BETWEEN ? AND ?"  # noqa: S608
_LAST = """
    SELECT d.policy_version, d.catalog_version FROM ledger_entry e
    JOIN decision d ON d.id = e.decision_id
    WHERE e.at_us >= ? AND e.at_us < ? AND e.key_id <> ? ORDER BY e.at_us DESC, e.seq DESC LIMIT 1
"""


class SqliteHistory:
    """Implements `History`. Whoever reads opens the file for itself, to read only.

    Bookings and decisions were written together, so both tables are read from front to back and
    joined here: a look-up for each decision would read all over a file of many gigabytes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()

    def spans(self, since: datetime, until: datetime, *, size: int) -> Sequence[Span]:
        """The half-open interval in pieces of `size` bookings."""
        with _reading(self._path) as connection:
            first, last = connection.execute(_ENDS, (to_micros(since), to_micros(until))).fetchone()
            if first is None:
                return []
            several = connection.execute(_SHARED)
            return cut((first, last), several, window=(since, until), size=size)

    def read(self, span: Span) -> Iterator[Recorded]:
        """The decisions of a piece, in the order of their first bookings."""
        with _reading(self._path) as connection:
            for first in range(span.first, span.last + 1, _BATCH):
                last = min(first + _BATCH - 1, span.last)
                yield from _batch(connection, replace(span, first=first, last=last))

    def one(self, decision_id: str) -> Recorded | None:
        """A decision with all its bookings."""
        with _reading(self._path) as connection:
            decision = connection.execute(_DECISION_OF, (decision_id,)).fetchone()
            rows = connection.execute(_ALL_OF_DECISION, (decision_id,)).fetchall()
        return recorded_from_rows(decision, [row[2:] for row in rows]) if decision else None

    def last_versions(self, since: datetime, until: datetime) -> tuple[str, str] | None:
        """Versions of the policy and the catalog that decided last."""
        bounds = (to_micros(since), to_micros(until), AUDIT_CALLER.key_id)
        with _reading(self._path) as connection:
            found: tuple[str, str] | None = connection.execute(_LAST, bounds).fetchone()
        return found


class SqlitePastRulebooks:
    """Implements `PastRulebooks`."""

    def __init__(self, path: Path, *, from_texts: Callable[[str, str], Rulebook]) -> None:
        self._path = path.absolute()
        self._from_texts = from_texts

    def find(self, *, policy_version: str, catalog_version: str) -> Rulebook | None:
        """The rulebook with these versions."""
        policy = self._text("policy", policy_version)
        catalog = self._text("catalog", catalog_version)
        return self._from_texts(policy, catalog) if policy and catalog else None

    def catalogs(self) -> Sequence[str]:
        """The versions of all catalogs that are kept, in the order of their names."""
        query = "SELECT version FROM rulebook_text WHERE kind = 'catalog' ORDER BY version"
        with _reading(self._path) as connection:
            return [version for (version,) in connection.execute(query)]

    def _text(self, kind: str, version: str) -> str | None:
        query = "SELECT text FROM rulebook_text WHERE kind = ? AND version = ?"
        with _reading(self._path) as connection:
            found = connection.execute(query, (kind, version)).fetchone()
        return found[0] if found else None


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise unavailable(error, path) from error


def _batch(connection: sqlite3.Connection, span: Span) -> Iterator[Recorded]:
    window = (to_micros(span.since), to_micros(span.until))
    bookings: dict[str, list[Any]] = {}
    for row in connection.execute(_ENTRIES, (span.first, span.last, *window)):
        bookings.setdefault(row[1], []).append(row)
    for shared in span.shared & bookings.keys():
        rows = connection.execute(_OF_DECISION, (shared, *window)).fetchall()
        if rows[0][0] < span.first:  # it came with an earlier batch
            del bookings[shared]
        else:
            bookings[shared] = rows
    decisions = _decisions(connection, list(bookings))
    for decision_id, rows in bookings.items():
        yield recorded_from_rows(decisions[decision_id], [row[2:] for row in rows])


def _decisions(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Any]:
    """The rows of these decisions, which stand near each other but for few."""
    if not ids:
        return {}
    ends = [connection.execute(_PLACE, (id_,)).fetchone()[0] for id_ in (ids[0], ids[-1])]
    found: dict[str, Any] = {}
    if 0 <= ends[1] - ends[0] <= 2 * len(ids):
        wanted = set(ids)
        rows = connection.execute(_PLACES, ends)
        found = {row[0]: row for row in rows if row[0] in wanted}
    for id_ in ids:
        if id_ not in found:
            found[id_] = connection.execute(_DECISION_OF, (id_,)).fetchone()
    return found
