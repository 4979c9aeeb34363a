"""Does a hold outlive the process that made it? All else is in tests/contracts."""

from decimal import Decimal
from pathlib import Path

from tests.adapters.storage.sqlite.opening import opened
from tests.factories import NOON


async def test_a_hold_that_nobody_settled_counts_in_full_until_the_day_is_over(
    tmp_path: Path,
) -> None:
    died = opened(tmp_path / "ledger.db")
    day, limit_usd = NOON.date(), Decimal(1)
    assert await died.audit_budget.hold("a", Decimal("0.7"), day=day, limit_usd=limit_usd)
    await died.close()

    again = opened(tmp_path / "ledger.db")
    assert not await again.audit_budget.hold("b", Decimal("0.4"), day=day, limit_usd=limit_usd)
    await again.close()
