"""How does SQLite read the history in bulk? All else is in tests/contracts."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from router.adapters.storage.sqlite import history as sqlite_history
from router.adapters.storage.sqlite.history import SqliteHistory
from router.core.errors import LedgerUnavailable
from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.factories import NOON, decision_record, ledger_entry

HOUR = timedelta(hours=1)
EVER = (NOON - HOUR, NOON + 99 * HOUR)


async def filled(path: Path, *, entries: list[tuple[str, str]]) -> SqliteHistory:
    """A ledger with these pairs of entry and decision, a minute after each other."""
    stores = opened(path)
    for number, (entry_id, decision_id) in enumerate(entries):
        entry = ledger_entry(id=entry_id, decision_id=decision_id)
        at = NOON + timedelta(minutes=number)
        await stores.ledger.append(replace(entry, at=at), decision_record(id=decision_id))
    await stores.close()
    return SqliteHistory(path)


def ids(history: SqliteHistory, *, size: int) -> list[str]:
    spans = history.spans(*EVER, size=size)
    return [one.decision.id for span in spans for one in history.read(span)]


async def test_decisions_that_stand_far_apart_in_the_file_are_all_found(tmp_path: Path) -> None:
    pairs = [(f"led_{n}", f"dec_{n}") for n in range(40)]
    pairs += [("led_late", "dec_3"), ("led_new", "dec_new"), ("led_later", "dec_20")]
    history = await filled(tmp_path / "ledger.db", entries=pairs)
    expected = [f"dec_{n}" for n in range(40)] + ["dec_new"]
    for size in (1, 2, 7, 41, 42, 100):
        assert ids(history, size=size) == expected


async def test_more_bookings_than_are_joined_at_once_come_once_each(tmp_path: Path) -> None:
    count = 510
    pairs = [(f"led_{n}", f"dec_{n}") for n in range(count)]
    pairs += [(f"led_{n}_2", f"dec_{n}") for n in range(5)]
    history = await filled(tmp_path / "ledger.db", entries=pairs)
    assert ids(history, size=10_000) == [f"dec_{n}" for n in range(count)]


async def test_decisions_with_several_bookings_are_found_by_an_index_alone(tmp_path: Path) -> None:
    await filled(tmp_path / "ledger.db", entries=[("led_1", "dec_1")])
    with another_process(tmp_path / "ledger.db") as other:
        plan = other.execute(f"EXPLAIN QUERY PLAN {sqlite_history._SHARED}").fetchall()
    assert "COVERING INDEX ledger_entry_by_decision" in str(plan)
    assert "TEMP B-TREE" not in str(plan)


async def test_reading_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    history = await filled(path, entries=[("led_1", "dec_1")])
    before = path.read_bytes()
    assert ids(history, size=10) == ["dec_1"]
    assert path.read_bytes() == before


def test_a_file_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path / "none.db")
    with pytest.raises(LedgerUnavailable, match="cannot be opened"):
        history.spans(*EVER, size=10)
    assert not (tmp_path / "none.db").exists()


async def test_a_file_in_which_no_table_is_left_is_told(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (id)")
    with pytest.raises(LedgerUnavailable, match="no such table"):
        SqliteHistory(path).one("dec_1")


async def test_a_name_with_odd_characters_is_a_file_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "a ?#%é ledger.db"
    history = await filled(path, entries=[("led_1", "dec_1")])
    assert ids(history, size=10) == ["dec_1"]
