"""Which files are opened, made or refused?"""

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from router.adapters.storage.rows import DecisionRow, EntryRow, rows_of
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.migrations import APPLICATION_ID, MIGRATIONS
from router.core.errors import ConfigurationError
from router.core.feedback import Feedback
from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.factories import NOON, decision_record, ledger_entry

_FIRST_COLUMNS = EntryRow._fields[: EntryRow._fields.index("response_id")]


def test_a_new_file_is_marked_as_ours_with_its_version(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    assert database.loop.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert database.loop.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    database.close()


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Database(path).close()
    with another_process(path) as other:
        other.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newest = len(MIGRATIONS)
    told = rf"has version {newest + 1}, this Tierwise knows {newest}\. Install the Tierwise"
    with pytest.raises(ConfigurationError, match=told):
        Database(path)
    with another_process(path) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)


@pytest.mark.parametrize(
    "mark",
    ["CREATE TABLE songs (id)", "PRAGMA application_id = 7", "PRAGMA user_version = 3"],
)
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "songs.db"
    with another_process(path) as other:
        other.execute(mark)
        other.execute("VACUUM")
    before = path.read_bytes()
    with pytest.raises(ConfigurationError, match="belongs to another program"):
        Database(path)
    assert path.read_bytes() == before


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    def open_and_count(_: int) -> int:
        database = Database(tmp_path / "ledger.db", busy_timeout_s=60)
        (tables,) = database.loop.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
        database.close()
        return int(tables)

    with ThreadPoolExecutor(8) as pool:
        counts = set(pool.map(open_and_count, range(32)))
    assert len(counts) == 1


def test_a_schema_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with another_process(path) as other:
        other.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        other.execute("CREATE TABLE rulebook_text (in_the_way)")
    with pytest.raises(ConfigurationError, match="rulebook_text already exists"):
        Database(path)
    with another_process(path) as other:
        tables = other.execute("SELECT name FROM sqlite_schema").fetchall()
    assert tables == [("rulebook_text",)]


def test_sqlite_here_knows_strict_tables() -> None:
    assert sqlite3.sqlite_version_info >= (3, 37, 0)


async def test_a_ledger_of_the_first_version_is_upgraded_in_place(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    booked = _a_ledger_of_version_one(path)

    stores = opened(path, pepper=b"p" * 32)

    assert [await stores.ledger.entries("dec_1"), await stores.ledger.decision("dec_1")] == [
        [ledger_entry()],
        decision_record(),
    ]
    (key,) = await stores.keys.all()
    assert (key.id, key.may_keep_text) == ("key_1", True)
    said = Feedback(id="fb_1", decision_id="dec_1", at=NOON, key_id="key_1", score=1.0)
    assert await stores.feedback.add(said) == said
    await stores.ledger.append(
        replace(ledger_entry(id="led_2"), response_id="chatcmpl-1"), decision_record()
    )
    assert list(await stores.traffic.answered_as("chatcmpl-1")) == ["dec_1"]
    await stores.close()
    with another_process(path) as other:
        columns = ", ".join(_FIRST_COLUMNS)
        query = f"SELECT {columns} FROM ledger_entry ORDER BY seq"  # noqa: S608
        assert other.execute(query).fetchone() == booked
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            other.execute("DELETE FROM ledger_entry")


def test_an_upgrade_that_fails_leaves_the_first_version_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    _a_ledger_of_version_one(path)
    with another_process(path) as other:
        other.execute("CREATE TABLE kept_comment (in_the_way)")
        before = other.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()
    with pytest.raises(ConfigurationError, match="kept_comment already exists"):
        Database(path)
    with another_process(path) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (1,)
        assert other.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall() == before


def _a_ledger_of_version_one(path: Path) -> tuple[object, ...]:
    """A file as the first version left it, with one request and one key; gives the entry's row."""
    script = files("router.adapters.storage.sqlite").joinpath(MIGRATIONS[0]).read_text("utf-8")
    entry, decision = rows_of(ledger_entry(), decision_record())
    pepper_mark = hashlib.blake2b(b"tierwise", key=b"p" * 32, digest_size=16).digest()
    with another_process(path) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.executescript(script)
        other.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        other.execute("PRAGMA user_version = 1")
        for table, names, row in (
            ("decision", DecisionRow._fields, tuple(decision)),
            ("ledger_entry", _FIRST_COLUMNS, tuple(entry)[: len(_FIRST_COLUMNS)]),
        ):
            places = ", ".join("?" * len(names))
            other.execute(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})",  # noqa: S608
                row,
            )
        other.execute(
            "INSERT INTO virtual_key (id, secret_hash, name, prefix, environment, tags) "
            "VALUES ('key_1', x'00', 'old', 'tw-', 'prod', '[]')"
        )
        other.execute("INSERT INTO meta VALUES ('pepper_check', ?)", (pepper_mark,))
    return tuple(entry)[: len(_FIRST_COLUMNS)]
