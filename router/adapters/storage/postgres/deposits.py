"""How does PostgreSQL keep files and batches?"""

from collections.abc import Sequence

from router.adapters.storage.deposit_rows import DepositQueries, deposit_from_row, deposit_to_row
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.storable import storable
from router.core.deposit import Deposit, DepositKind

__all__ = ["PostgresDeposits"]

_ASK = DepositQueries("%s")


class PostgresDeposits:
    """Implements `Deposits`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, deposit: Deposit) -> None:
        """Keep one."""
        await self._write(_ASK.put, deposit_to_row(deposit))

    async def get(self, id: str) -> Deposit | None:
        """The one with this id."""
        found = await self._read(_ASK.get, (storable(id),))
        return found[0] if found else None

    async def of_owner(self, owner: str, kind: DepositKind) -> Sequence[Deposit]:
        """The newest of an owner."""
        return await self._read(_ASK.of_owner, (storable(owner), kind.value))

    async def open(self) -> Sequence[Deposit]:
        """All that are not settled."""
        return await self._read(_ASK.open, ())

    async def remove(self, id: str) -> None:
        """Forget one."""
        await self._write(_ASK.remove, (storable(id),))

    async def _read(self, query: str, asked: tuple[str, ...]) -> list[Deposit]:
        async with self._database.reading() as connection:
            rows = await (await connection.execute(query, asked)).fetchall()
        return [deposit_from_row(row) for row in rows]

    async def _write(self, query: str, row: tuple[str | int | None, ...]) -> None:
        async def write(connection: Asynchronous) -> None:
            await connection.execute(query, row)

        await self._database.transact(write)
