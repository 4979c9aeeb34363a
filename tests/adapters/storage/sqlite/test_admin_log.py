"""What is peculiar to the log of administrators in SQLite? The rest is in tests/contracts."""

import sqlite3
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.admin_log import SqliteAdminLog
from router.core.admin_log import FIRST, AdminEvent, Stage, chained
from router.core.errors import LedgerUnavailable
from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.contracts.test_admin_log import act

COLUMNS = ", ".join(AdminEvent._fields)
FORGED = chained(act("act_forged"), after=FIRST)


def slipped_in(**changed: str) -> str:
    """A statement that writes the first event again, changed so."""
    values = ", ".join(changed.get(name, name) for name in AdminEvent._fields)
    return f"REPLACE INTO admin_event ({COLUMNS}) SELECT {values} FROM admin_event"  # noqa: S608


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE admin_event SET actor = 'mallory'",
        "UPDATE OR REPLACE admin_event SET seq = 2",
        "DELETE FROM admin_event",
        slipped_in(),
        slipped_in(seq="3", act_id="'x'", idempotency_key="NULL", previous="hash", hash="'x'"),
        slipped_in(seq="2", idempotency_key="NULL", previous="hash", hash="'x'"),
        slipped_in(seq="2", act_id="'x'", previous="hash", hash="'x'"),
        slipped_in(seq="2", act_id="'x'", idempotency_key="NULL", previous="hash"),
    ],
    ids=["update", "renumber", "delete", "replace", "gap", "same act", "same key", "same hash"],
)
async def test_events_cannot_be_edited_nor_slipped_in(tmp_path: Path, edit: str) -> None:
    stores = opened(tmp_path / "ledger.db")
    event = await stores.admin_log.append(act(idempotency_key="once"))
    with (
        another_process(tmp_path / "ledger.db") as other,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        other.execute(edit)
    assert list(await stores.admin_log.after(0, most=9)) == [event]
    await stores.close()


async def test_an_event_that_does_not_carry_the_last_hash_is_refused(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.admin_log.append(act())
    with (
        another_process(tmp_path / "ledger.db") as other,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        other.execute(
            f"INSERT INTO admin_event ({COLUMNS}) VALUES ({', '.join('?' * 12)})",  # noqa: S608
            FORGED._replace(seq=2),
        )
    await stores.close()


@pytest.mark.parametrize(
    ("column", "index"),
    [("actor", "by_actor"), ("subject", "by_subject"), ("kind", "by_kind"), ("act_id", "_once")],
)
async def test_events_are_found_by_index(tmp_path: Path, column: str, index: str) -> None:
    stores = opened(tmp_path / "ledger.db")
    stage = f"AND stage = '{Stage.BEGUN}'" if column == "act_id" else ""
    with another_process(tmp_path / "ledger.db") as other:
        query = f"EXPLAIN QUERY PLAN SELECT seq FROM admin_event WHERE {column} = 'x' {stage}"  # noqa: S608
        assert index in str(other.execute(query).fetchall())
    await stores.close()


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    assert isinstance(stores.admin_log, SqliteAdminLog)
    await stores.close()
    with pytest.raises(LedgerUnavailable):
        await stores.admin_log.append(act())
    with pytest.raises(LedgerUnavailable):
        await stores.admin_log.head()
