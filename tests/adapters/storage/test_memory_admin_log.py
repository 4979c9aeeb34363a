"""What is peculiar to the log of administrators in memory? The rest is in tests/contracts."""

from router.adapters.storage.memory_admin_log import MemoryAdminLog
from tests.contracts.test_admin_log import act


async def test_a_number_before_the_first_means_from_the_beginning() -> None:
    log = MemoryAdminLog()
    event = await log.append(act())
    assert list(await log.after(-5, most=1)) == [event]
