"""What do the requests of one transaction write, in as few statements as possible?

A statement for all of them costs a third of a statement for each; so rows are collected, and
written at the end of their turn.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from router.adapters.storage.hold_rows import HoldRow, claims_from_text
from router.adapters.storage.rows import DecisionRow, EntryRow, decision_to_row
from router.adapters.storage.sqlite.counters import Counters, Pruned
from router.core.hold import Claim, used
from router.core.ledger import DecisionRecord, LedgerEntry

__all__ = ["DECISION_COLUMNS", "ENTRY_COLUMNS", "HOLD_COLUMNS", "Books"]

ENTRY_COLUMNS = ", ".join(EntryRow._fields)
DECISION_COLUMNS = ", ".join(DecisionRow._fields)
HOLD_COLUMNS = ", ".join(HoldRow._fields)
_IS_RECORDED = "SELECT 1 FROM decision WHERE id = ?"
# Neither ON CONFLICT, for the trigger that forbids replacing a decision comes before it; nor
# WHERE NOT EXISTS, for which SQLite makes a temporary table each time.
_ADD_DECISION = (
    f"INSERT INTO decision ({DECISION_COLUMNS}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join('?' * len(DecisionRow._fields))})"
)
_ADD_ENTRY = (
    f"INSERT INTO ledger_entry ({ENTRY_COLUMNS}) "  # noqa: S608
    f"VALUES ({', '.join('?' * len(EntryRow._fields))})"
)
_ADD_HOLD = (
    f"INSERT INTO hold ({HOLD_COLUMNS}) "  # noqa: S608
    f"VALUES ({', '.join('?' * len(HoldRow._fields))}) ON CONFLICT DO NOTHING"
)
_IS_HELD = "SELECT 1 FROM hold WHERE id = ?"
_CLOSE = "DELETE FROM hold WHERE id = ? RETURNING id, decision_id, claims"
_CLOSE_ALL = """
    DELETE FROM hold WHERE id IN (SELECT value FROM json_each(?)) RETURNING id, decision_id, claims
"""


class _Settling(NamedTuple):
    entry: LedgerEntry
    row: EntryRow
    decision: DecisionRecord


class _Closed(NamedTuple):
    """What is left to do of a hold that was deleted."""

    decision_id: str
    claims: tuple[Claim, ...]


class Books:
    """The ledger, its decisions, holds and accounts, open for one transaction."""

    def __init__(self, connection: sqlite3.Connection, pruned: Pruned | None = None) -> None:
        self.connection = connection
        self.counters = Counters(connection, pruned)
        self._settling: list[_Settling] = []
        self._decisions: dict[str, DecisionRow] = {}
        self._holds: dict[str, HoldRow] = {}

    def settle(self, entry: LedgerEntry, row: EntryRow, *, decision: DecisionRecord) -> None:
        """Add an entry: what its hold held is free, what it used is spent."""
        self._settling.append(_Settling(entry, row, decision))

    def release(self, hold_id: str) -> None:
        """Close a hold of which nothing was used."""
        for closed in self._close([hold_id]).values():
            for claim in closed.claims:
                self.counters.move(claim, held=-claim.amount)

    def is_held(self, hold_id: str) -> bool:
        """Whether there is such a hold."""
        if hold_id in self._holds:
            return True
        return self.connection.execute(_IS_HELD, (hold_id,)).fetchone() is not None

    def hold(self, row: HoldRow, decision: DecisionRecord) -> None:
        """Keep a hold with its decision; one that is kept stays as it was."""
        self._record(row.decision_id, decision)
        self._holds.setdefault(row.id, row)

    def end_turn(self) -> None:
        """Write what came in this turn: the next one sees it."""
        settling, self._settling = self._settling, []
        if settling:
            self._close_settled(settling)
        if self._decisions:
            self.connection.executemany(_ADD_DECISION, list(self._decisions.values()))
            self._decisions.clear()
        if settling:
            self.connection.executemany(_ADD_ENTRY, [one.row for one in settling])
        if self._holds:
            self.connection.executemany(_ADD_HOLD, list(self._holds.values()))
            self._holds.clear()

    def end(self) -> None:
        """Write how the accounts moved; then the transaction may be committed."""
        self.counters.flush()

    def _close_settled(self, settling: Sequence[_Settling]) -> None:
        closed = self._close([one.row.id for one in settling])
        for entry, row, decision in settling:
            found = closed.get(row.id)
            if found is None or found.decision_id != row.decision_id:
                self._record(row.decision_id, decision)  # else it was recorded with its hold
            for claim in found.claims if found else ():
                self.counters.move(claim, spent=used(entry, claim.unit), held=-claim.amount)

    def _record(self, decision_id: str, decision: DecisionRecord) -> None:
        """Keep a decision; one that is recorded stays as it was, and is not made a row again.

        Args:
            decision_id: its id as stores keep it.
            decision: what was decided.
        """
        if decision_id in self._decisions:
            return
        if self.connection.execute(_IS_RECORDED, (decision_id,)).fetchone() is None:
            self._decisions[decision_id] = decision_to_row(decision)

    def _close(self, hold_ids: Sequence[str]) -> dict[str, _Closed]:
        """Delete those holds that there are."""
        if len(hold_ids) == 1:
            found = self.connection.execute(_CLOSE, hold_ids).fetchall()
        else:
            ids = msgspec.json.encode(hold_ids).decode()
            found = self.connection.execute(_CLOSE_ALL, (ids,)).fetchall()
        return {
            hold_id: _Closed(decision_id, claims_from_text(text))
            for hold_id, decision_id, text in found
        }
