"""How does SQLite keep findings, and what people said of them?"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from router.adapters.storage.finding_rows import FindingQueries, factor_key, from_row, to_row
from router.adapters.storage.sqlite.connection import Database
from router.core.finding import Finding, Subject, SubjectKind
from router.core.finding_feedback import USUAL
from router.ports.findings import EVERY_FINDING, FactorName, FindingEdit, WantedFindings

__all__ = ["SqliteFindings"]

_ASK = FindingQueries("?")


class SqliteFindings:
    """Implements `Findings` and `Factors`: an edit is made under the write lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        """How many changes there were."""
        return await asyncio.to_thread(self._version)

    async def standing(self) -> Sequence[Finding]:
        """Those that were neither lifted nor ended in writing, oldest first."""
        return await asyncio.to_thread(self._found, _ASK.standing, ())

    async def add(self, finding: Finding) -> Finding:
        """Keep a new one, or give the one of the same kind and subject that is open then."""
        return await asyncio.to_thread(self._add, finding)

    async def change(self, finding_id: str, edit: FindingEdit) -> tuple[Finding, Finding] | None:
        """Put what `edit` makes of one in its place; before and after."""
        return await asyncio.to_thread(self._change, finding_id, edit)

    async def latest(
        self, wanted: WantedFindings = EVERY_FINDING, *, most: int
    ) -> Sequence[Finding]:
        """Findings, those that opened last first."""
        return await asyncio.to_thread(self._found, *_ASK.latest(wanted, most=most))

    async def factors(self) -> Mapping[FactorName, float]:
        """All that are not 1."""
        return await asyncio.to_thread(self._factors)

    async def tune(self, name: FactorName, edit: Callable[[float], float]) -> tuple[float, float]:
        """Put what `edit` makes of a factor in its place; before and after."""
        return await asyncio.to_thread(self._tune, name, edit)

    def _version(self) -> int:
        with self._database.reading() as connection:
            return int(connection.execute(_ASK.version).fetchone()[0])

    def _found(
        self, query: str, parameters: Sequence[str | int | float | None]
    ) -> Sequence[Finding]:
        with self._database.reading() as connection:
            return [from_row(row) for row in connection.execute(query, parameters)]

    def _add(self, finding: Finding) -> Finding:
        row = to_row(finding)
        with self._database.writing() as connection:
            kept = connection.execute(*_ASK.same_as(row)).fetchone()
            if kept is not None:
                return from_row(kept)
            connection.execute(_ASK.add, row)
            connection.execute(_ASK.count_change)
        return from_row(row)

    def _change(self, finding_id: str, edit: FindingEdit) -> tuple[Finding, Finding] | None:
        with self._database.writing() as connection:
            row = connection.execute(_ASK.one, (finding_id,)).fetchone()
            if row is None:
                return None
            before = from_row(row)
            after = edit(before)
            if after != before:
                connection.execute(*_ASK.putting(to_row(after)))
                connection.execute(_ASK.count_change)
        return before, after

    def _factors(self) -> Mapping[FactorName, float]:
        with self._database.reading() as connection:
            return {
                FactorName(kind, Subject(SubjectKind(of), name)): factor
                for kind, of, name, factor in connection.execute(_ASK.factors)
                if factor != USUAL
            }

    def _tune(self, name: FactorName, edit: Callable[[float], float]) -> tuple[float, float]:
        key = factor_key(name)
        with self._database.writing() as connection:
            row = connection.execute(_ASK.factor, key).fetchone()
            before = USUAL if row is None else float(row[0])
            after = edit(before)
            connection.execute(_ASK.put_factor, (*key, after))
            connection.execute(_ASK.count_change)
        return before, after
