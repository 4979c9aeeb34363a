"""What is peculiar to limits in SQLite? The rest is in tests/contracts."""

from pathlib import Path

import pytest

from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.limits import SqliteLimits
from router.core.errors import LedgerUnavailable
from router.core.stored_limit import LimitKind, LimitName, StoredBudget
from tests.adapters.storage.sqlite.opening import another_process, opened

NAME = LimitName(LimitKind.BUDGET, "search")
BUDGET = StoredBudget.model_validate({"id": "search", "limit_usd": 5, "per": "day"})


async def test_they_outlive_the_process(tmp_path: Path) -> None:
    first = opened(tmp_path / "ledger.db")
    await first.limits.change(NAME, lambda _: BUDGET)
    await first.close()

    again = opened(tmp_path / "ledger.db")
    found = await again.limits.all()
    await again.close()

    assert [one.limit for one in found.limits] == [BUDGET]
    assert found.version == 1


async def test_a_file_that_is_locked_for_too_long_is_told_and_nothing_is_changed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    database = Database(path, busy_timeout_s=0.05)
    limits = SqliteLimits(database)

    with another_process(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerUnavailable):
            await limits.change(NAME, lambda _: BUDGET)
        assert await limits.version() == 0  # readers do not wait for a writer

    database.close()
