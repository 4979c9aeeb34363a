"""How is an entry booked and its hold closed, in one transaction?"""

import sqlite3

from typing_extensions import override

from router.adapters.storage.hold_rows import claims_from_text
from router.adapters.storage.rows import DecisionRow, EntryRow, decision_to_row, entry_to_row
from router.adapters.storage.sqlite.counters import move
from router.adapters.storage.sqlite.writer import Turn
from router.adapters.storage.storable import storable
from router.core.errors import AlreadyBooked, EntryRefused, LedgerUnavailable
from router.core.hold import Claim, used
from router.core.ledger import DecisionRecord, LedgerEntry

__all__ = ["DECISION_COLUMNS", "ENTRY_COLUMNS", "Booking", "close", "record"]

ENTRY_COLUMNS = ", ".join(EntryRow._fields)
DECISION_COLUMNS = ", ".join(DecisionRow._fields)
_IS_RECORDED = "SELECT 1 FROM decision WHERE id = ?"
_ADD_DECISION = (
    f"INSERT INTO decision ({DECISION_COLUMNS}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join('?' * len(DecisionRow._fields))})"
)
_ADD_ENTRY = (
    f"INSERT INTO ledger_entry ({ENTRY_COLUMNS}) "  # noqa: S608
    f"VALUES ({', '.join('?' * len(EntryRow._fields))})"
)
_CLOSE = "DELETE FROM hold WHERE id = ? RETURNING claims"
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

    def write(self, connection: sqlite3.Connection) -> None:
        """Add the entry; what its hold held is free, what it used is spent."""
        record(connection, self._decision)
        connection.execute(_ADD_ENTRY, self._row)
        move(
            connection,
            (
                (claim.account, claim.slice_us, used(self._entry, claim.unit), -claim.amount)
                for claim in close(connection, self._row.id)
            ),
        )

    def refusal(self, connection: sqlite3.Connection, error: Exception) -> LedgerUnavailable:
        """Why it cannot be booked."""
        if connection.execute(_IS_BOOKED, (self._row.id,)).fetchone() is not None:
            return AlreadyBooked(f"Entry {self._row.id} is booked already; nothing was changed.")
        return EntryRefused(f"Entry {self._row.id} cannot be booked: {error}.")


def record(connection: sqlite3.Connection, decision: DecisionRecord) -> None:
    """Add a decision; one that is recorded stays as it was, and is not made a row again."""
    if connection.execute(_IS_RECORDED, (storable(decision.id),)).fetchone() is None:
        connection.execute(_ADD_DECISION, decision_to_row(decision))


def close(connection: sqlite3.Connection, hold_id: str) -> tuple[Claim, ...]:
    """Delete a hold; the claims whose amounts are now to be given back."""
    found = connection.execute(_CLOSE, (hold_id,)).fetchone()
    return claims_from_text(found[0]) if found else ()
