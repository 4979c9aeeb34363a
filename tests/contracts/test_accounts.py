"""What must every store's counters of budgets and quotas do?"""

import asyncio
from dataclasses import replace

import pytest

from router.core.caller import UNASSIGNED, Caller
from router.core.hold import Unit
from router.core.ledger import Outcome
from router.core.money import from_nanos
from router.core.scope import EVERYTHING, Scope
from router.core.tier import Tier
from tests import factories
from tests.contracts.conftest import Opened
from tests.contracts.holding import (
    HOUR_US,
    HUGE,
    NOON_US,
    Desk,
    claim,
    entry_of,
    hold,
    later,
    opening,
)

TAGGED = Caller(
    key_id="key_2",
    user="bob",
    team="search",
    project="atlas",
    environment="dev",
    tags=("night", "batch"),
    organisation="acme",
    department="research",
    cost_centre="cc-7",
    service_account="crawler",
)
PLAIN = Caller(key_id="key_1")


@pytest.fixture
def desk(opened: Opened) -> Desk:
    return Desk(opened.stores)


@pytest.fixture
def other(opened: Opened) -> Desk:
    """Another process on the same data."""
    return Desk(opened.peer)


async def test_a_new_slice_begins_with_what_the_ledger_says(desk: Desk, other: Desk) -> None:
    for minutes, nanos in ((-1, 100), (0, 3), (59, 4), (60, 100)):
        await desk.spend(nanos, at=later(minutes))
    await desk.stores.accounts.open([opening()])
    assert await other.sums() == (7, 0)
    assert not (await other.try_for(claim(amount=4))).is_held
    assert (await other.try_for(claim(amount=3))).is_held


async def test_a_slice_that_is_counted_already_is_left_alone(desk: Desk, other: Desk) -> None:
    await desk.stores.accounts.open([opening()])
    wanted = await desk.take(claim(amount=6))
    await desk.settle(wanted, nanos=5)
    await desk.take(claim(amount=2))
    for again in (desk, other):
        await again.stores.accounts.open([opening(), opening("budget:b")])
    assert await desk.sums() == (5, 2)
    assert await desk.sums(claim("budget:b")) == (5, 0)


async def test_many_that_open_at_once_count_what_is_booked_once(desk: Desk, other: Desk) -> None:
    await desk.spend(4)

    async def first_request(at: Desk) -> bool:
        await at.stores.accounts.open([opening()])
        return (await at.try_for(claim(amount=2))).is_held

    granted = await asyncio.gather(*(first_request((desk, other)[n % 2]) for n in range(12)))
    assert sum(granted) == 3
    assert await desk.sums() == (4, 6)


async def test_a_slice_that_nobody_opened_begins_with_nothing(desk: Desk) -> None:
    await desk.spend(4)
    await desk.take(claim(amount=10))
    await desk.stores.accounts.open([opening()])
    assert await desk.sums() == (0, 10)


@pytest.mark.parametrize(
    ("scope", "nanos"),
    [
        (EVERYTHING, 111),
        (Scope(key_id="key_2"), 1),
        (Scope(user="bob"), 1),
        (Scope(user=UNASSIGNED), 10),
        (Scope(team="search"), 101),
        (Scope(team=UNASSIGNED), 10),
        (Scope(team="search", user="ada"), 100),
        (Scope(project="atlas"), 101),
        (Scope(environment="dev"), 1),
        (Scope(organisation="acme"), 1),
        (Scope(department="research"), 1),
        (Scope(cost_centre="cc-7"), 1),
        (Scope(service_account="crawler"), 1),
        (Scope(organisation=UNASSIGNED), 0),
        (Scope(tag="night"), 1),
        (Scope(tag="batch", team="search"), 1),
        (Scope(tag="nig"), 0),
        (Scope(tag="night", team="other"), 0),
        (Scope(deployment="small"), 110),
        (Scope(deployment="large"), 1),
        (Scope(tier="economy"), 110),
        (Scope(tier="premium", tag="night"), 1),
        (Scope(tier="standard"), 0),
    ],
)
async def test_what_fits_a_scope_is_counted_by_opening_and_by_recounting(
    desk: Desk, scope: Scope, nanos: int
) -> None:
    premium = entry_of(hold(who=TAGGED), nanos=1)
    await desk.book(replace(premium, deployment="large", tier=Tier.PREMIUM))
    await desk.spend(10, who=PLAIN)
    await desk.spend(100, who=factories.caller())
    await desk.stores.accounts.open([opening(scope=scope)])
    assert await desk.sums() == (nanos, 0)
    assert list(await desk.stores.accounts.recount([opening(scope=scope)])) == [(0, 0)]
    assert await desk.sums() == (nanos, 0)


async def test_tokens_and_requests_are_those_of_calls_and_money_counts_corrections(
    desk: Desk,
) -> None:
    await desk.book(entry_of(hold(), nanos=9, tokens=5))
    await desk.book(entry_of(hold(), nanos=1, tokens=2, outcome=Outcome.LOST))
    await desk.book(entry_of(hold(), nanos=0, tokens=3, outcome=Outcome.REFUSED))
    await desk.book(entry_of(hold(), nanos=-4, tokens=3, outcome=Outcome.CORRECTED))
    for unit, spent in (
        (Unit.USD, 6),
        (Unit.TOKENS, 7),
        (Unit.REQUESTS, 2),
        (Unit.CONCURRENT, 0),
    ):
        account = f"quota:{unit.value}"
        await desk.stores.accounts.open([opening(account, unit=unit)])
        assert await desk.sums(claim(account, unit=unit)) == (spent, 0)


async def test_names_that_no_store_can_keep_are_found_as_they_were_kept(desk: Desk) -> None:
    name = "a\ud800'; DROP TABLE ledger_entry; --"
    who = Caller(key_id="key_1", team=name, tags=(name,))
    await desk.spend(4, who=who)
    await desk.stores.accounts.open(
        [opening(name, scope=Scope(team=name)), opening("budget:tag", scope=Scope(tag=name))]
    )
    assert await desk.sums(claim(name)) == (4, 0)
    assert await desk.sums(claim("budget:tag")) == (4, 0)


async def test_many_accounts_are_opened_and_recounted_together(desk: Desk) -> None:
    for number in range(6):
        who = factories.caller(team=f"team-{number % 3}", user=f"user-{number}")
        await desk.spend(10**number, who=who)
    openings = [
        *(opening(f"team:{n}", scope=Scope(team=f"team-{n}")) for n in range(4)),
        *(opening(f"user:{n}", scope=Scope(user=f"user-{n}")) for n in range(6)),
        opening("all", unit=Unit.REQUESTS),
        opening("hour before", slice_us=NOON_US - HOUR_US, until_us=NOON_US),
    ]
    spent = [1_001, 10_010, 100_100, 0, *(10**n for n in range(6)), 6, 0]
    await desk.stores.accounts.open(openings)
    claims = [claim(one.account, slice_us=one.slice_us) for one in openings]
    assert [found.spent for found in await desk.stores.accounts.states(claims)] == spent
    assert list(await desk.stores.accounts.recount(openings)) == [(0, 0)] * len(openings)
    assert [found.spent for found in await desk.stores.accounts.states(claims)] == spent


async def test_sums_of_huge_amounts_are_exact(desk: Desk) -> None:
    await desk.spend(HUGE - 1)
    await desk.spend(HUGE + 2)
    await desk.stores.accounts.open([opening()])
    assert await desk.sums() == (2 * HUGE + 1, 0)
    assert list(await desk.stores.accounts.recount([opening()])) == [(0, 0)]


async def test_recounting_heals_what_was_never_counted(desk: Desk, other: Desk) -> None:
    await desk.stores.accounts.open([opening()])
    settled, under_way = await desk.take(claim(amount=4)), await desk.take(claim(amount=3))
    await desk.settle(settled, nanos=2)
    await desk.spend(5)  # held nothing, so no counter moved
    correction = entry_of(hold(), nanos=-1, outcome=Outcome.CORRECTED)
    await desk.book(replace(correction, corrects=settled.id))
    assert await desk.sums() == (2, 3)
    assert list(await other.stores.accounts.recount([opening()])) == [(-4, 0)]
    assert await desk.sums() == (6, 3)
    await desk.settle(under_way, nanos=1)
    assert await desk.sums() == (7, 0)


async def test_recounting_heals_what_was_counted_elsewhere(desk: Desk) -> None:
    await desk.stores.accounts.open([opening()])
    elsewhere = claim(amount=4)  # an account that the entry, as booked, does not belong to
    wanted = await desk.take(elsewhere)
    await desk.book(replace(entry_of(wanted, nanos=4), at=later(-5)))
    assert await desk.sums() == (4, 0)
    assert list(await desk.stores.accounts.recount([opening()])) == [(4, 0)]
    assert await desk.sums() == (0, 0)


async def test_recounting_opens_what_is_not_counted_yet(desk: Desk) -> None:
    await desk.spend(4)
    assert list(await desk.stores.accounts.recount([opening()])) == [(0, 0)]
    assert await desk.sums() == (4, 0)


async def test_recounting_under_load_loses_nothing(desk: Desk, other: Desk) -> None:
    await desk.stores.accounts.open([opening()])
    asked, is_over = claim(amount=5, limit=10_000), asyncio.Event()

    async def work(at: Desk, worker: int) -> None:
        for turn in range(6):
            wanted = await at.take(asked)
            if (turn + worker) % 3:
                await at.settle(wanted, nanos=2)
            else:
                await at.stores.holds.release(wanted.id)

    async def recount() -> list[tuple[int, int]]:
        drifts: list[tuple[int, int]] = []
        while not is_over.is_set():
            drifts += await other.stores.accounts.recount([opening()])
            await asyncio.sleep(0)
        return drifts

    recounting = asyncio.create_task(recount())
    await asyncio.gather(*(work((desk, other)[n % 2], n) for n in range(12)))
    is_over.set()
    assert set(await recounting) == {(0, 0)}
    assert await desk.sums() == (12 * 4 * 2, 0)


async def test_states_come_in_the_order_of_the_claims(desk: Desk) -> None:
    await desk.take(claim("b", amount=2), claim("a", amount=1, limit=50))
    asked = [claim("a", limit=7), claim("none"), claim("b", unit=Unit.TOKENS), claim("a")]
    found = await desk.stores.accounts.states(asked)
    assert [(one.account, one.unit, one.limit, one.held) for one in found] == [
        ("a", Unit.USD, 7, 1),
        ("none", Unit.USD, 10, 0),
        ("b", Unit.TOKENS, 10, 2),
        ("a", Unit.USD, 10, 1),
    ]


async def test_nothing_asked_is_nothing_done(desk: Desk) -> None:
    await desk.stores.accounts.open([])
    assert list(await desk.stores.accounts.recount([])) == []
    assert list(await desk.stores.accounts.states([])) == []


async def test_an_amount_of_half_a_nano_dollar_counts_as_it_is_booked(desk: Desk) -> None:
    wanted = await desk.take(claim(amount=4))
    await desk.book(replace(entry_of(wanted), cost_usd=from_nanos(5) / 2))  # half to even
    assert await desk.sums() == (2, 0)
    assert list(await desk.stores.accounts.recount([opening()])) == [(0, 0)]
    assert await desk.sums() == (2, 0)
