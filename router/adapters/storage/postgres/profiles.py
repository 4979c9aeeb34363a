"""How does PostgreSQL keep what is usual for whom?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from router.adapters.storage.finding_rows import kept_subject
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.profile_rows import ProfileQueries
from router.core.finding import Subject, SubjectKind
from router.core.moments import from_micros, to_micros

__all__ = ["PostgresProfiles"]

_ASK = ProfileQueries("%s")
_LOAD = (
    "SELECT kept.subject_kind, kept.subject, kept.packed FROM watch_profile kept "
    "JOIN unnest(%s::text[], %s::text[]) AS wanted (subject_kind, subject) "
    "USING (subject_kind, subject)"
)


class PostgresProfiles:
    """Implements `Profiles`. Of two replicas that save one subject, the last one counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, now: datetime) -> datetime:
        """When the traffic was first watched; `now`, if it never was."""

        async def write(connection: Asynchronous) -> datetime:
            await connection.execute(_ASK.begin, (to_micros(now),))
            (row,) = await (await connection.execute(_ASK.begun)).fetchall()
            return from_micros(row[0])

        return await self._database.transact(write, is_repeatable=True)

    async def known(self) -> Sequence[Subject]:
        """Everybody of whom something is kept."""
        async with self._database.reading() as connection:
            rows = await (await connection.execute(_ASK.known)).fetchall()
        return [Subject(SubjectKind(kind), name) for kind, name in rows]

    async def load(self, subjects: Iterable[Subject]) -> Mapping[Subject, bytes]:
        """What is kept of these subjects."""
        named = {kept_subject(subject): subject for subject in subjects}
        wanted = ([kind for kind, _ in named], [name for _, name in named])
        async with self._database.reading() as connection:
            rows = await (await connection.execute(_LOAD, wanted)).fetchall()
        return {named[kind, name]: bytes(packed) for kind, name, packed in rows}

    async def save(self, profiles: Mapping[Subject, bytes], *, at: datetime) -> None:
        """Keep these in the place of what was kept of the same subjects."""
        # In one order, so that two replicas that save the same ones do not wait for each other.
        rows = sorted((*kept_subject(one), to_micros(at), kept) for one, kept in profiles.items())

        async def write(connection: Asynchronous) -> None:
            async with connection.cursor() as cursor:
                await cursor.executemany(_ASK.save, rows)

        await self._database.transact(write, is_repeatable=True)

    async def forget(self, before: datetime) -> int:
        """Remove what was last saved before a moment; how many there were."""

        async def write(connection: Asynchronous) -> int:
            return (await connection.execute(_ASK.forget, (to_micros(before),))).rowcount

        return await self._database.transact(write)
