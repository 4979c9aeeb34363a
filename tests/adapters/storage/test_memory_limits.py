"""What is peculiar to limits in memory? The rest is in tests/contracts."""

from router.adapters.storage.memory_limits import MemoryLimits
from router.core.stored_limit import LimitKind, LimitName, StoredBudget

NAME = LimitName(LimitKind.BUDGET, "search")


async def test_what_is_kept_is_no_object_that_somebody_else_holds() -> None:
    limits = MemoryLimits()
    budget = StoredBudget.model_validate({"id": "search", "limit_usd": 5, "per": "day"})
    await limits.change(NAME, lambda _: budget)

    (found,) = (await limits.all()).limits

    assert found.limit == budget
    assert found.limit is not budget
