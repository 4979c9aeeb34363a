"""What is peculiar to findings in memory? The rest is in tests/contracts."""

from router.adapters.storage.memory_findings import MemoryFindings, MemoryProfiles
from tests.contracts.test_findings import KEY, finding
from tests.factories import NOON


async def test_each_memory_is_its_own() -> None:
    one, two = MemoryFindings(), MemoryFindings()
    await one.add(finding())

    assert list(await two.standing()) == []


async def test_what_is_loaded_is_not_what_is_saved_later() -> None:
    profiles = MemoryProfiles()
    await profiles.save({KEY: b"old"}, at=NOON)
    loaded = await profiles.load([KEY])
    await profiles.save({KEY: b"new"}, at=NOON)

    assert loaded == {KEY: b"old"}
