"""Is room given back before it is taken, and does one failure spoil another's write?"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from router.adapters.storage.sqlite.books import Books
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.writer import Turn, Writer
from router.core.errors import LedgerUnavailable

ADD = "INSERT INTO meta (name, value) VALUES (?, x'00')"
NAMES = "SELECT name FROM meta WHERE name LIKE 'n%' ORDER BY name"


@dataclass
class Adding:
    """Adds a name, which only one may have; the result is all names so far."""

    name: str
    turn: Turn = Turn.HOLD

    def write(self, books: Books) -> list[str]:
        books.connection.execute(ADD, (self.name,))
        return [name for (name,) in books.connection.execute(NAMES)]

    def refusal(self, connection: sqlite3.Connection, error: Exception) -> LedgerUnavailable:
        return LedgerUnavailable(f"{self.name} is there: {error}")


@pytest_asyncio.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Writer]:
    database = Database(tmp_path / "ledger.db")
    yield Writer(database)
    database.close()


async def test_settles_come_first_then_releases_then_holds_and_each_gets_its_own_result(
    writer: Writer,
) -> None:
    results = tuple(
        await asyncio.gather(
            writer.write(Adding("n1")),
            writer.write(Adding("n2", Turn.SETTLE)),
            writer.write(Adding("n3")),
            writer.write(Adding("n4", Turn.RELEASE)),
        )
    )
    assert results == (["n1", "n2", "n4"], ["n2"], ["n1", "n2", "n3", "n4"], ["n2", "n4"])


async def test_what_is_refused_alone_does_not_harm_those_beside_it(writer: Writer) -> None:
    await writer.write(Adding("n2"))
    results = await asyncio.gather(
        *(writer.write(Adding(name)) for name in ("n1", "n2", "n3")), return_exceptions=True
    )
    assert results[0] == ["n1", "n2"]
    assert isinstance(results[1], LedgerUnavailable)
    assert results[1].message.startswith("n2 is there: UNIQUE")
    assert results[2] == ["n1", "n2", "n3"]


async def test_closing_writes_what_waits_and_refuses_what_comes_after(writer: Writer) -> None:
    waiting = asyncio.ensure_future(writer.write(Adding("n1")))
    await asyncio.sleep(0)
    await writer.close()
    assert await waiting == ["n1"]
    with pytest.raises(LedgerUnavailable, match="shutting down"):
        await writer.write(Adding("n2"))


async def test_what_a_cancelled_writer_wrote_is_there_once_it_has_ended(writer: Writer) -> None:
    waiting = asyncio.ensure_future(writer.write(Adding("n1")))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert writer.database.loop.execute(NAMES).fetchall() == [("n1",)]
