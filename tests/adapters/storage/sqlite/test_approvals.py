"""What is peculiar to approvals in SQLite? The rest is in tests/contracts."""

import sqlite3
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.approvals import SqliteApprovals
from router.adapters.storage.sqlite.connection import Database
from router.core.errors import LedgerUnavailable
from router.ports.approvals import Edited
from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.approving import approval, grant


async def test_they_outlive_the_process(tmp_path: Path) -> None:
    first = opened(tmp_path / "ledger.db")
    await first.approvals.ask(approval())
    await first.approvals.change("apr_1", lambda one: Edited(one, grant()))
    await first.close()

    again = opened(tmp_path / "ledger.db")
    found, given = await again.approvals.get("apr_1"), await again.grants.get("grt_1")
    await again.close()

    assert found is not None
    assert found.version == 2
    assert given == grant()


async def test_a_second_grant_of_one_approval_is_refused_by_the_table_itself(
    tmp_path: Path,
) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.approvals.ask(approval())
    await stores.approvals.change("apr_1", lambda one: Edited(one, grant()))

    with pytest.raises(sqlite3.IntegrityError):
        await stores.approvals.change("apr_1", lambda one: Edited(one, grant("grt_2")))

    assert await stores.grants.latest(most=9) == [grant()]
    await stores.close()


async def test_a_file_that_is_locked_for_too_long_is_told_and_nothing_is_changed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    database = Database(path, busy_timeout_s=0.05)
    approvals = SqliteApprovals(database)

    with another_process(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerUnavailable):
            await approvals.ask(approval())
        assert await approvals.latest(most=1) == []  # readers do not wait for a writer

    database.close()
