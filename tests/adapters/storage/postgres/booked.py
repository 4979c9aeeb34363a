"""Entries and decisions booked by plain statements, so that a test decides when they commit."""

from collections.abc import Iterable

import psycopg

from router.adapters.storage.postgres.connection import Synchronous
from router.adapters.storage.rows import DecisionRow, EntryRow, rows_of
from router.core.ledger import DecisionRecord, LedgerEntry
from router.core.moments import to_micros

Booked = tuple[LedgerEntry, DecisionRecord]


def _insert(table: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608


_ENTRY = _insert("ledger_entry", EntryRow._fields)
_DECISION = _insert("decision", DecisionRow._fields) + " ON CONFLICT DO NOTHING"


def book_on(connection: Synchronous, booked: Iterable[Booked]) -> None:
    """In the transaction that is open on this connection; the months are there."""
    for entry, record in booked:
        entry_row, decision_row = rows_of(entry, record)
        connection.execute(_DECISION, decision_row)
        connection.execute(_ENTRY, entry_row)


def book(url: str, *booked: Booked) -> None:
    """And commit; makes the months."""
    with psycopg.connect(url, options="-c lock_timeout=5s") as connection:
        for entry, _ in booked:
            connection.execute("SELECT add_ledger_month(%s)", (to_micros(entry.at),))
            connection.commit()
        book_on(connection, booked)
