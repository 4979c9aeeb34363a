"""What is peculiar to files and batches in memory? The rest is in tests/contracts."""

from dataclasses import replace

from router.adapters.storage.memory_deposits import MemoryDeposits
from tests.contracts.test_deposits import BATCH


async def test_settling_changes_nothing_else() -> None:
    store = MemoryDeposits()
    await store.put(BATCH)

    await store.put(replace(BATCH, is_open=False, owner="key_thief"))

    assert await store.get(BATCH.id) == replace(BATCH, is_open=False)
