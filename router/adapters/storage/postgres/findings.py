"""How does PostgreSQL keep findings, and what people said of them?"""

from collections.abc import Callable, Mapping, Sequence

from router.adapters.storage.finding_rows import FindingQueries, factor_key, from_row, to_row
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.core.finding import Finding, Subject, SubjectKind
from router.core.finding_feedback import USUAL
from router.ports.findings import EVERY_FINDING, FactorName, FindingEdit, WantedFindings

__all__ = ["PostgresFindings"]

_ASK = FindingQueries("%s")
_ALONE = f"{_ASK.version} FOR UPDATE"
"""Writers take turns, readers never wait."""


class PostgresFindings:
    """Implements `Findings` and `Factors`: writes happen while the version's row is locked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        """How many changes there were."""
        async with self._database.reading() as connection:
            (row,) = await (await connection.execute(_ASK.version)).fetchall()
        return int(row[0])

    async def standing(self) -> Sequence[Finding]:
        """Those that were neither lifted nor ended in writing, oldest first."""
        return await self._found(_ASK.standing, ())

    async def add(self, finding: Finding) -> Finding:
        """Keep a new one, or give the one of the same kind and subject that is open then."""
        row = to_row(finding)

        async def write(connection: Asynchronous) -> Finding:
            await connection.execute(_ALONE)
            kept = await (await connection.execute(*_ASK.same_as(row))).fetchone()
            if kept is not None:
                return from_row(kept)
            await connection.execute(_ASK.add, row)
            await connection.execute(_ASK.count_change)
            return from_row(row)

        return await self._database.transact(write)

    async def change(self, finding_id: str, edit: FindingEdit) -> tuple[Finding, Finding] | None:
        """Put what `edit` makes of one in its place; before and after."""

        async def write(connection: Asynchronous) -> tuple[Finding, Finding] | None:
            await connection.execute(_ALONE)
            row = await (await connection.execute(_ASK.one, (finding_id,))).fetchone()
            if row is None:
                return None
            before = from_row(row)
            after = edit(before)
            if after != before:
                await connection.execute(*_ASK.putting(to_row(after)))
                await connection.execute(_ASK.count_change)
            return before, after

        return await self._database.transact(write)

    async def latest(
        self, wanted: WantedFindings = EVERY_FINDING, *, most: int
    ) -> Sequence[Finding]:
        """Findings, those that opened last first."""
        return await self._found(*_ASK.latest(wanted, most=most))

    async def factors(self) -> Mapping[FactorName, float]:
        """All that are not 1."""
        async with self._database.reading() as connection:
            rows = await (await connection.execute(_ASK.factors)).fetchall()
        return {
            FactorName(kind, Subject(SubjectKind(of), name)): factor
            for kind, of, name, factor in rows
            if factor != USUAL
        }

    async def tune(self, name: FactorName, edit: Callable[[float], float]) -> tuple[float, float]:
        """Put what `edit` makes of a factor in its place; before and after."""
        key = factor_key(name)

        async def write(connection: Asynchronous) -> tuple[float, float]:
            await connection.execute(_ALONE)
            row = await (await connection.execute(_ASK.factor, key)).fetchone()
            before = USUAL if row is None else float(row[0])
            after = edit(before)
            await connection.execute(_ASK.put_factor, (*key, after))
            await connection.execute(_ASK.count_change)
            return before, after

        return await self._database.transact(write)

    async def _found(
        self, query: str, parameters: Sequence[str | int | float | None]
    ) -> Sequence[Finding]:
        async with self._database.reading() as connection:
            return [from_row(row) async for row in await connection.execute(query, parameters)]
