"""What holds of evidence in memory only; all else is in tests/contracts."""

from decimal import Decimal

from router.adapters.storage.memory_evidence import MemoryAuditBudget, MemoryFeedback
from router.core.feedback import Feedback
from tests.factories import NOON


async def test_each_opening_is_empty() -> None:
    said = Feedback(id="fb_1", decision_id="dec_1", at=NOON, key_id="key_1")
    await MemoryFeedback().add(said)
    assert list(await MemoryFeedback().since(NOON)) == []


async def test_it_rounds_money_as_the_other_stores_do() -> None:
    budget, limit_usd = MemoryAuditBudget(), Decimal("0.000000001")
    least = Decimal("0.0000000004")
    assert await budget.hold("a", least, day=NOON.date(), limit_usd=limit_usd)
    assert await budget.hold("b", limit_usd, day=NOON.date(), limit_usd=limit_usd)
