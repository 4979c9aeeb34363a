"""What is peculiar to approvals in memory? The rest is in tests/contracts."""

from router.adapters.storage.memory_approvals import MemoryApprovals, MemoryGrants
from tests.approving import approval


async def test_what_is_kept_is_no_object_that_somebody_else_holds() -> None:
    approvals, asked = MemoryApprovals(MemoryGrants()), approval()
    await approvals.ask(asked)

    found = await approvals.get(asked.id)

    assert found == asked
    assert found is not asked
