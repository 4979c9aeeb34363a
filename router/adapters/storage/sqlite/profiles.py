"""How does SQLite keep what is usual for whom?"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from router.adapters.storage.finding_rows import kept_subject
from router.adapters.storage.profile_rows import ProfileQueries
from router.adapters.storage.sqlite.connection import Database
from router.core.finding import Subject, SubjectKind
from router.core.moments import from_micros, to_micros

__all__ = ["SqliteProfiles"]

_ASK = ProfileQueries("?")
_PIECE = 200
"""So many are written in one transaction: calls that are booked must not wait for thousands."""


class SqliteProfiles:
    """Implements `Profiles`, in worker threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, now: datetime) -> datetime:
        """When the traffic was first watched; `now`, if it never was."""
        return await asyncio.to_thread(self._since, now)

    async def known(self) -> Sequence[Subject]:
        """Everybody of whom something is kept."""
        return await asyncio.to_thread(self._known)

    async def load(self, subjects: Iterable[Subject]) -> Mapping[Subject, bytes]:
        """What is kept of these subjects."""
        return await asyncio.to_thread(self._load, tuple(subjects))

    async def save(self, profiles: Mapping[Subject, bytes], *, at: datetime) -> None:
        """Keep these in the place of what was kept of the same subjects."""
        rows = [(*kept_subject(one), to_micros(at), packed) for one, packed in profiles.items()]
        for start in range(0, len(rows), _PIECE):
            await asyncio.to_thread(self._save, rows[start : start + _PIECE])

    async def forget(self, before: datetime) -> int:
        """Remove what was last saved before a moment; how many there were."""
        return await asyncio.to_thread(self._forget, before)

    def _since(self, now: datetime) -> datetime:
        with self._database.reading() as connection:
            row = connection.execute(_ASK.begun).fetchone()
        if row is None:
            with self._database.writing() as connection:
                connection.execute(_ASK.begin, (to_micros(now),))
                row = connection.execute(_ASK.begun).fetchone()
        return from_micros(row[0])

    def _known(self) -> Sequence[Subject]:
        with self._database.reading() as connection:
            rows = connection.execute(_ASK.known)
            return [Subject(SubjectKind(kind), name) for kind, name in rows]

    def _load(self, subjects: tuple[Subject, ...]) -> Mapping[Subject, bytes]:
        with self._database.reading() as connection:
            rows = (
                (one, connection.execute(_ASK.load, kept_subject(one)).fetchone())
                for one in subjects
            )
            return {one: bytes(row[0]) for one, row in rows if row is not None}

    def _save(self, rows: list[tuple[str, str, int, bytes]]) -> None:
        with self._database.writing() as connection:
            connection.executemany(_ASK.save, rows)

    def _forget(self, before: datetime) -> int:
        with self._database.writing() as connection:
            return connection.execute(_ASK.forget, (to_micros(before),)).rowcount
