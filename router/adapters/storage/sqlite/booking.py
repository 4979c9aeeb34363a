"""How is an entry booked and its hold closed, in one transaction?"""

import sqlite3

from typing_extensions import override

from router.adapters.storage.rows import entry_to_row
from router.adapters.storage.sqlite.books import Books
from router.adapters.storage.sqlite.writer import Turn
from router.core.errors import AlreadyBooked, EntryRefused, LedgerUnavailable
from router.core.ledger import DecisionRecord, LedgerEntry

__all__ = ["Booking"]

_IS_BOOKED = "SELECT 1 FROM ledger_entry WHERE id = ?"


class Booking:
    """Work of the writer: one entry with its decision."""

    turn = Turn.SETTLE

    def __init__(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        self._entry = entry
        self._row = entry_to_row(entry)
        self._decision = decision

    @override
    def __repr__(self) -> str:
        return repr(self._entry)

    def write(self, books: Books) -> None:
        """Add the entry, and close its hold."""
        books.settle(self._entry, self._row, decision=self._decision)

    def refusal(self, connection: sqlite3.Connection, error: Exception) -> LedgerUnavailable:
        """Why it cannot be booked."""
        if connection.execute(_IS_BOOKED, (self._row.id,)).fetchone() is not None:
            return AlreadyBooked(f"Entry {self._row.id} is booked already; nothing was changed.")
        return EntryRefused(f"Entry {self._row.id} cannot be booked: {error}.")
