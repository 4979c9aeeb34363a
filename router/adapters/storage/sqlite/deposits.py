"""How does SQLite keep files and batches?"""

import asyncio
from collections.abc import Sequence

from router.adapters.storage.deposit_rows import DepositQueries, deposit_from_row, deposit_to_row
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.storable import storable
from router.core.deposit import Deposit, DepositKind

__all__ = ["SqliteDeposits"]

_ASK = DepositQueries("?")


class SqliteDeposits:
    """Implements `Deposits`, in worker threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, deposit: Deposit) -> None:
        """Keep one."""
        await asyncio.to_thread(self._write, _ASK.put, deposit_to_row(deposit))

    async def get(self, id: str) -> Deposit | None:
        """The one with this id."""
        found = await asyncio.to_thread(self._read, _ASK.get, (storable(id),))
        return found[0] if found else None

    async def of_owner(self, owner: str, kind: DepositKind) -> Sequence[Deposit]:
        """The newest of an owner."""
        asked = (storable(owner), kind.value)
        return await asyncio.to_thread(self._read, _ASK.of_owner, asked)

    async def open(self) -> Sequence[Deposit]:
        """All that are not settled."""
        return await asyncio.to_thread(self._read, _ASK.open, ())

    async def remove(self, id: str) -> None:
        """Forget one."""
        await asyncio.to_thread(self._write, _ASK.remove, (storable(id),))

    def _read(self, query: str, asked: tuple[str, ...]) -> list[Deposit]:
        with self._database.reading() as connection:
            return [deposit_from_row(row) for row in connection.execute(query, asked)]

    def _write(self, query: str, row: tuple[str | int | None, ...]) -> None:
        with self._database.writing() as connection:
            connection.execute(query, row)
