"""What holds for keys in memory alone? All else is in tests/contracts."""

from router.adapters.storage.memory_keys import MemoryKeys
from router.core.key import VirtualKey


async def test_no_secret_is_kept() -> None:
    keys = MemoryKeys()

    await keys.add(VirtualKey(id="key_1", name="one"), secret="tw-planted")

    assert "planted" not in repr(vars(keys))
    assert await keys.find("tw-planted") is not None
