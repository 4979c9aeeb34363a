"""Tests of `router.services.show_limits`."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from router.adapters.storage.memory import open_memory
from router.adapters.storage.stores import Stores
from router.core.account import Account, stored_account
from router.core.hold import Hold, Unit
from router.core.ledger import Outcome
from router.core.limit_book import LimitBook
from router.core.quota import Quota
from router.core.stored_limit import StoredBudget, StoredLimit
from router.services.show_limits import LimitStanding, ShowLimits
from tests.factories import NOON, caller, decision_record, deployment, ledger_entry
from tests.fakes import FixedClock

USD = 10**9


@pytest.fixture
def stores() -> Stores:
    return open_memory()


def stored(**written: object) -> StoredLimit:
    limit = StoredBudget.model_validate(
        {"id": "search", "limit_usd": 10, "per": "month", "team": "search", **written}
    )
    return StoredLimit(limit=limit, counted_since=1)


async def book(stores: Stores, usd: str, *, at: datetime = NOON, number: int = 1) -> None:
    entry = ledger_entry(id=f"led_{number}", decision_id="dec_1", at=at, cost_usd=usd)
    await stores.ledger.append(entry, decision_record())


async def shown(stores: Stores, *limits: StoredLimit, at: datetime = NOON) -> list[LimitStanding]:
    accounts: list[Account] = [stored_account(one) for one in limits]
    show = ShowLimits(accounts=stores.accounts, clock=FixedClock(at=at))
    return list(await show(accounts))


async def hold(stores: Stores, limit: StoredLimit, usd: int) -> None:
    claims = LimitBook((), [limit]).claims(
        caller(), deployment(), at=NOON, amounts={Unit.USD: usd, Unit.REQUESTS: 1}
    )
    entry = ledger_entry(id="led_held", decision_id="dec_held", outcome=Outcome.LOST)
    made = Hold(id=entry.id, owner="here", claims=claims, entry=entry)
    assert (await stores.holds.hold(made, decision_record(id="dec_held"))).is_held


@pytest.mark.parametrize("hard", [True, False])
async def test_what_was_booked_before_it_was_set_counts(stores: Stores, hard: bool) -> None:
    await book(stores, "2.5")
    await book(stores, "4", at=NOON - timedelta(days=30), number=2)

    (one,) = await shown(stores, stored(hard=hard))

    assert (one.state.spent, one.state.held, one.state.limit) == (25 * USD // 10, 0, 10 * USD)
    assert one.share_used == 0.25
    assert one.share_elapsed == pytest.approx(19.5 / 30)
    assert one.pace == pytest.approx(0.25 / (19.5 / 30))


async def test_a_soft_one_is_counted_anew_each_time(stores: Stores) -> None:
    await book(stores, "1")
    await shown(stores, stored(hard=False))
    await book(stores, "2", number=2)

    (one,) = await shown(stores, stored(hard=False))

    assert one.state.spent == 3 * USD


async def test_what_requests_under_way_hold_is_told(stores: Stores) -> None:
    await shown(stores, stored())
    await hold(stores, stored(), 4 * USD)

    (one,) = await shown(stores, stored())

    assert (one.state.spent, one.state.held, one.state.room) == (0, 4 * USD, 6 * USD)


async def test_carry_over_and_increases_are_in_the_limit(stores: Stores) -> None:
    await book(stores, "8", at=NOON - timedelta(days=30))
    more = {
        "amount_usd": Decimal(5),
        "since": NOON,
        "until": NOON + timedelta(days=1),
        "by": "ada",
        "why": "launch",
    }

    (one,) = await shown(stores, stored(carry_over_usd=7, increases=[more]))

    assert one.state.limit == 17 * USD


async def test_quotas_are_told_in_their_units_and_have_no_pace(stores: Stores) -> None:
    quota = StoredLimit(
        limit=Quota.model_validate({"id": "q", "unit": "requests", "limit": 6, "per": "minute"}),
        counted_since=1,
    )
    await hold(stores, quota, 1)

    (one,) = await shown(stores, quota)

    assert (one.state.held, one.state.limit, one.pace) == (1, 6, None)
    assert one.resets_at == NOON + timedelta(seconds=61)


async def test_they_come_in_the_order_in_which_they_were_asked_for(stores: Stores) -> None:
    found = await shown(stores, stored(id="b"), stored(id="a"), stored(id="c", hard=False))

    assert [one.account.limit.id for one in found] == ["b", "a", "c"]
    assert await shown(stores) == []
