"""What must every budget of audits do?"""

import asyncio
from datetime import date
from decimal import Decimal

from tests.contracts.conftest import Opened

TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)
LIMIT = Decimal("1.000000000")


async def hold(opened: Opened, name: str, amount: str, *, day: date = TODAY) -> bool:
    return await opened.stores.audit_budget.hold(name, Decimal(amount), day=day, limit_usd=LIMIT)


async def test_holds_fill_the_day_to_the_nano_dollar_and_no_further(opened: Opened) -> None:
    assert await hold(opened, "a", "0.999999999")
    assert not await hold(opened, "b", "0.000000002")
    assert await hold(opened, "c", "0.000000001")
    assert not await hold(opened, "d", "0.000000001")
    assert await hold(opened, "e", "0")


async def test_each_day_has_its_own(opened: Opened) -> None:
    assert await hold(opened, "a", "1")
    assert await hold(opened, "b", "1", day=TOMORROW)


async def test_settling_gives_back_what_was_not_spent(opened: Opened) -> None:
    await hold(opened, "a", "1")
    await opened.peer.audit_budget.settle("a", Decimal("0.4"))
    assert not await hold(opened, "b", "0.7")
    assert await hold(opened, "c", "0.6")


async def test_the_first_settling_stands(opened: Opened) -> None:
    await hold(opened, "a", "1")
    for cost_usd in ("0.9", "0"):
        await opened.stores.audit_budget.settle("a", Decimal(cost_usd))
    assert not await hold(opened, "b", "0.2")


async def test_settling_what_was_never_held_changes_nothing(opened: Opened) -> None:
    await opened.stores.audit_budget.settle("a", Decimal(5))
    assert await hold(opened, "b", "1")


async def test_processes_that_hold_at_once_never_exceed_it_together(opened: Opened) -> None:
    budgets = (opened.stores.audit_budget, opened.peer.audit_budget)
    held = await asyncio.gather(
        *(
            budgets[number % 2].hold(f"h{number}", Decimal("0.3"), day=TODAY, limit_usd=LIMIT)
            for number in range(12)
        )
    )
    assert sum(held) == 3
