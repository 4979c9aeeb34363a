"""What is peculiar to sums in memory? The rest is in tests/contracts."""

from router.adapters.storage.memory_rollups import MemoryRollUps


async def test_there_is_never_anything_left_to_sum_up() -> None:
    assert await MemoryRollUps().advance(most=1) is False
