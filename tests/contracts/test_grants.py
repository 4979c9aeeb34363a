"""What every store does with a grant that many draw on at once: it is never overdrawn."""

import asyncio
from dataclasses import replace
from decimal import Decimal

from router.core.grant_account import grant_accounts
from router.core.hold import Hold, Unit
from router.core.limit_book import LimitBook
from router.core.money import to_nanos
from router.services.show_grants import ShowGrants
from tests.approving import ADA, called_by, grant
from tests.contracts.conftest import Opened
from tests.contracts.holding import Desk, hold
from tests.factories import NOON, deployment

GRANT = grant(usd="1", requests=40)
BOOK = LimitBook(grants=[GRANT])
DRAWING = replace(called_by(ADA), tags=(GRANT.tag,))
CENTS_3 = to_nanos(Decimal("0.03"))


def wanted(n: int) -> Hold:
    """A request that may cost three cents."""
    amounts = {Unit.USD: CENTS_3, Unit.REQUESTS: 1}
    claims = BOOK.claims(DRAWING, deployment(), at=NOON, amounts=amounts)
    return hold(*claims, id=f"led_{n}", who=DRAWING)


async def test_fifty_at_once_are_granted_no_more_than_there_is(opened: Opened) -> None:
    desks = [Desk(opened.stores), Desk(opened.peer)]
    await opened.stores.accounts.open([one.opening() for one in grant_accounts(GRANT)])

    asked = [wanted(n) for n in range(50)]
    found = await asyncio.gather(*(desks[n % 2].ask(one) for n, one in enumerate(asked)))

    held = [one for one, result in zip(asked, found, strict=True) if result.is_held]
    assert len(held) == 33  # 33 times three cents is 99
    for one in held[:20]:
        await desks[0].settle(one, nanos=CENTS_3 // 3)
    (standing,) = await ShowGrants(accounts=opened.peer.accounts, clock=opened.clock)([GRANT])
    assert (standing.usd.spent, standing.usd.held) == (20 * CENTS_3 // 3, 13 * CENTS_3)
    assert standing.requests is not None
    assert (standing.requests.spent, standing.requests.held) == (20, 13)


async def test_counted_anew_from_the_ledger_it_stands_as_before(opened: Opened) -> None:
    openings = [one.opening() for one in grant_accounts(GRANT)]
    await opened.stores.accounts.open(openings)
    desk = Desk(opened.stores)
    for n in range(3):
        one = wanted(n)
        await desk.ask(one)
        if n:
            await desk.settle(one, nanos=CENTS_3)

    drifts = await opened.peer.accounts.recount(openings)

    assert list(drifts) == [(0, 0), (0, 0)]
    (standing,) = await ShowGrants(accounts=opened.stores.accounts, clock=opened.clock)([GRANT])
    assert (standing.usd.spent, standing.usd.held) == (2 * CENTS_3, CENTS_3)


async def test_a_call_that_outlives_its_grant_is_settled_all_the_same(opened: Opened) -> None:
    await opened.stores.accounts.open([one.opening() for one in grant_accounts(GRANT)])
    desk, one = Desk(opened.stores), wanted(1)
    await desk.ask(one)
    opened.clock.advance(25 * 3_600)

    await desk.settle(one, nanos=CENTS_3)

    (standing,) = await ShowGrants(accounts=opened.stores.accounts, clock=opened.clock)([GRANT])
    assert (standing.usd.spent, standing.usd.held, standing.is_open) == (CENTS_3, 0, False)
