"""What is peculiar to files and batches in SQLite? The rest is in tests/contracts."""

from pathlib import Path

from tests.adapters.storage.sqlite.opening import opened
from tests.contracts.test_deposits import BATCH


async def test_they_outlive_the_process(tmp_path: Path) -> None:
    first = opened(tmp_path / "a.db")
    await first.deposits.put(BATCH)
    await first.close()

    again = opened(tmp_path / "a.db")

    assert await again.deposits.open() == [BATCH]
    await again.close()
