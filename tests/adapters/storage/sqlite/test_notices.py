"""What is peculiar to notices in SQLite? The rest is in tests/contracts."""

from datetime import timedelta
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.notices import SqliteNotices
from router.core.errors import LedgerUnavailable
from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.core.notices.test_delivery import NOTICE
from tests.factories import NOON


async def test_they_outlive_the_process(tmp_path: Path) -> None:
    first = opened(tmp_path / "ledger.db")
    await first.notices.put(NOTICE)
    await first.close()

    again = opened(tmp_path / "ledger.db")
    found = await again.notices.latest(most=10)
    await again.close()

    assert [one.notice for one in found] == [NOTICE]


async def test_to_look_for_due_ones_takes_no_lock_where_there_are_none(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    database = Database(path, busy_timeout_s=0.05)
    notices = SqliteNotices(database)

    with another_process(path) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await notices.claim(at=NOON, until=NOON + timedelta(minutes=1), most=10) == []
        with pytest.raises(LedgerUnavailable):
            await notices.put(NOTICE)

    database.close()
