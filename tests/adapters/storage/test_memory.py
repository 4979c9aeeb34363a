"""What holds in memory only; all else is in tests/contracts."""

from router.adapters.storage.memory import MemoryKeys, open_memory
from router.core.key import VirtualKey
from tests import factories


async def test_each_opening_is_empty() -> None:
    await open_memory().ledger.append(factories.ledger_entry(), factories.decision_record())
    assert await open_memory().ledger.decision("dec_1") is None


async def test_the_secret_itself_is_not_kept() -> None:
    keys = MemoryKeys()
    await keys.add(VirtualKey(id="key_1", name="one"), secret="tw-planted")
    assert "planted" not in repr(vars(keys))
