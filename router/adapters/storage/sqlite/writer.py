"""In which order is what a few turns of the loop bring written, in one transaction?"""

import asyncio
import sqlite3
from collections.abc import Sequence
from enum import IntEnum
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from router.adapters.storage.sqlite.books import Books
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.counters import Pruned
from router.adapters.storage.sqlite.failures import CLOSED, is_busy, unavailable
from router.adapters.storage.sqlite.group_commit import GroupCommit, WriterBusy
from router.core.errors import LedgerUnavailable

__all__ = ["Turn", "Work", "Writer"]

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Turn(IntEnum):
    """What gives room back is written before what takes it."""

    SETTLE = 0
    RELEASE = 1
    HOLD = 2


class Work(Protocol[R_co]):
    """One thing to write, in a transaction with others."""

    @property
    def turn(self) -> Turn:
        """When its turn comes within the transaction."""
        ...

    def write(self, books: Books) -> R_co:
        """Write it, at the end of its turn; happens again where all was rolled back."""
        ...

    def refusal(self, connection: sqlite3.Connection, error: Exception) -> LedgerUnavailable:
        """What to tell the caller where the store refuses it."""
        ...


class Writer:
    """All writes of requests go through one connection, and share transactions."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._commits: GroupCommit[Work[Any], Any] = GroupCommit(
            self._write_all, patience_s=database.busy_timeout_s
        )
        self._pruned: Pruned = {}
        self._is_closed = False

    async def write(self, work: Work[R]) -> R:
        """Write with what others add now; the result, once it is committed.

        Raises:
            LedgerUnavailable: nothing was written.
        """
        if self._is_closed:
            raise LedgerUnavailable(CLOSED)
        try:
            result: R = await self._commits.add(work)
        except asyncio.CancelledError:  # what it used is booked by the time that this is known
            self._commits.hurry()
            raise
        return result

    async def close(self) -> None:
        """Write what is pending, and refuse what comes after."""
        self._is_closed = True
        await self._commits.drain()

    def _write_all(self, batch: Sequence[Work[Any]]) -> Sequence[Any]:
        """All in one transaction; if one of them is refused, each in its own."""
        ordered = sorted(enumerate(batch), key=_turn)
        works = [work for _, work in ordered]
        try:
            written = self._commit(works)
        except (sqlite3.IntegrityError, OverflowError):
            written = [self._write_alone(work) for work in works]
        results: list[object] = [None] * len(batch)
        for (place, _), result in zip(ordered, written, strict=True):
            results[place] = result
        return results

    def _write_alone(self, work: Work[Any]) -> object:
        try:
            return self._commit([work])[0]
        except (sqlite3.IntegrityError, OverflowError) as error:
            return work.refusal(self.database.loop, error)
        except LedgerUnavailable as error:
            return error

    def _commit(self, batch: Sequence[Work[Any]]) -> Sequence[object]:
        connection = self.database.loop
        try:
            connection.execute("BEGIN IMMEDIATE")
            results = _written(batch, Books(connection, self._pruned))
            connection.execute("COMMIT")
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            failure = unavailable(error, self.database.path)
            raise (WriterBusy(failure.message) if is_busy(error) else failure) from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return results


def _turn(placed: tuple[int, Work[Any]]) -> Turn:
    return placed[1].turn


def _written(batch: Sequence[Work[Any]], books: Books) -> Sequence[object]:
    """What each of a batch in order gave, turn by turn."""
    results: list[object] = []
    for _, works in groupby(batch, key=attrgetter("turn")):
        results += [work.write(books) for work in works]
        books.end_turn()
    books.end()
    return results
