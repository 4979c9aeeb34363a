"""Is a report from sums the same as from the entries one by one, on every store?"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from router.adapters.storage.memory import MemoryLedger
from router.core.correction import correction
from router.core.ledger import DecisionRecord, LedgerEntry, SpendBy
from router.core.money import from_nanos
from router.core.tier import Tier
from router.core.usage import Usage
from tests import factories
from tests.contracts.conftest import Opened
from tests.factories import NOON

HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
AGE = 100 * HOUR
on_one_store = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_ids = count()

minutes = st.integers(-4_000, 4_000) | st.sampled_from([-2_160, -720, -60, 0, 60, 720, 2_160])


class Step(NamedTuple):
    """One entry; `decision` is one of a few, so that some have several."""

    decision: int
    minute: int
    names: int
    tokens: int
    nanos: int
    summed: int
    by_peer: bool


steps = st.builds(
    Step,
    decision=st.integers(0, 4),
    minute=minutes,
    names=st.integers(0, 3),
    tokens=st.integers(0, 9),
    nanos=st.integers(-(10**9), 10**15),
    summed=st.integers(0, 3),
    by_peer=st.booleans(),
)
intervals = st.lists(st.tuples(minutes, minutes, st.integers(-1, 1)), min_size=1, max_size=4)


def entry_of(step: Step, *, decision_id: str) -> tuple[LedgerEntry, DecisionRecord]:
    name = f"n{step.names}"
    who = factories.caller(team=name if step.names else "unassigned", user=f'{name}\'s "ü"')
    entry = factories.ledger_entry(
        id=f"led_{next(_ids)}",
        decision_id=decision_id,
        at=NOON + timedelta(minutes=step.minute),
        who=replace(who, department=name if step.names % 2 else None),
        model=name,
    )
    usage = Usage(input_tokens=step.tokens, output_tokens=2 * step.tokens)
    entry = replace(entry, usage=usage, cost_usd=from_nanos(step.nanos))
    if step.names == 3:  # nobody was called
        entry = replace(entry, deployment=None, model=None, tier=None)
    elif step.names == 2:
        entry = replace(entry, tier=Tier.PREMIUM)
    return entry, factories.decision_record(id=decision_id)


async def assert_reports_equal(
    opened: Opened, memory: MemoryLedger, bounds: Sequence[tuple[datetime, datetime]]
) -> None:
    for since, until in bounds:
        for by in SpendBy:
            expected = await memory.spend(by, since=since, until=until)
            for stores in (opened.stores, opened.peer):
                assert list(await stores.ledger.spend(by, since=since, until=until)) == expected


async def catch_up(opened: Opened, *, most: int = 1_000) -> None:
    while await opened.stores.rollups.advance(most=most):
        pass


@pytest.fixture
def memory() -> MemoryLedger:
    """What the ledger under test must agree with: it sums entry by entry."""
    return MemoryLedger()


@on_one_store
@given(taken=st.lists(steps, min_size=1, max_size=12), asked=intervals)
async def test_reports_are_exact_however_far_the_sums_are(
    opened: Opened, memory: MemoryLedger, taken: Sequence[Step], asked: list[tuple[int, int, int]]
) -> None:
    case = next(_ids)
    for step in taken:
        stores = opened.peer if step.by_peer else opened.stores
        booking = entry_of(step, decision_id=f"dec_{case}_{step.decision}")
        await memory.append(*booking)
        await stores.ledger.append(*booking)
        if step.summed:
            await stores.rollups.advance(most=step.summed)
    bounds = [
        (NOON + timedelta(minutes=a) + off * MOMENT, NOON + timedelta(minutes=b))
        for a, b, off in asked
    ]
    await assert_reports_equal(opened, memory, [*bounds, (NOON - AGE, NOON + AGE)])


async def test_corrections_and_late_entries_of_hours_that_are_summed_up_count(
    opened: Opened, memory: MemoryLedger
) -> None:
    step = Step(decision=0, minute=-90, names=1, tokens=7, nanos=900, summed=0, by_peer=False)
    entry, record = entry_of(step, decision_id="dec_a")
    changed = correction(entry, id="led_c", by_usd=from_nanos(-400), note="a price was wrong")
    late = entry_of(step._replace(names=2), decision_id="dec_b")
    for booking in ((entry, record), (changed, record), late):
        await memory.append(*booking)
        await opened.stores.ledger.append(*booking)
        await catch_up(opened)
    (first, second) = await opened.stores.ledger.spend(
        SpendBy.TEAM, since=NOON - AGE, until=NOON + AGE
    )
    assert [(row.group, row.requests) for row in (first, second)] == [("n2", 1), ("n1", 1)]
    assert second.cost_usd == from_nanos(500)
    await assert_reports_equal(opened, memory, [(NOON - 2 * HOUR, NOON), (NOON - HOUR, NOON)])


async def test_a_request_whose_tries_stand_in_two_hours_and_two_groups_counts_once_in_each(
    opened: Opened, memory: MemoryLedger
) -> None:
    tries = [(-150, 0), (-90, 1), (-30, 1), (-30, 2)]
    for minute, names in tries:
        step = Step(0, minute, names, tokens=1, nanos=10, summed=0, by_peer=False)
        booking = entry_of(step, decision_id="dec_a")
        await memory.append(*booking)
        await opened.stores.ledger.append(*booking)
    await catch_up(opened)
    rows = await opened.stores.ledger.spend(SpendBy.MODEL, since=NOON - AGE, until=NOON)
    assert {row.group: row.requests for row in rows} == {"n0": 1, "n1": 1, "n2": 1}
    hours = [(NOON + a * HOUR, NOON + b * HOUR) for a in range(-3, 1) for b in range(a, 1)]
    await assert_reports_equal(opened, memory, hours)


@pytest.mark.parametrize("minute", [5, 65, 125])
async def test_an_entry_in_a_part_of_an_hour_counts_once_before_and_after_it_is_summed_up(
    opened: Opened, memory: MemoryLedger, minute: int
) -> None:
    step = Step(0, minute, 1, tokens=1, nanos=10, summed=0, by_peer=False)
    booking = entry_of(step, decision_id="dec_a")
    await memory.append(*booking)
    await opened.stores.ledger.append(*booking)
    parts = [
        (NOON + timedelta(minutes=a), NOON + timedelta(minutes=b))
        for a, b in ((2, 10), (2, 70), (2, 130), (62, 130), (122, 130), (6, 64), (66, 124))
    ]
    await assert_reports_equal(opened, memory, parts)
    await catch_up(opened)
    await assert_reports_equal(opened, memory, parts)


async def test_processes_that_book_and_sum_up_at_once_count_nothing_twice_and_miss_nothing(
    opened: Opened, memory: MemoryLedger
) -> None:
    both = (opened.stores, opened.peer)
    steps = [
        Step(n % 30, 7 * (n % 60) - 200, n % 4, tokens=n, nanos=n**3, summed=0, by_peer=n % 2 == 1)
        for n in range(120)
    ]
    bookings = [entry_of(step, decision_id=f"dec_{step.decision}") for step in steps]
    for booking in bookings:
        await memory.append(*booking)
    is_over = asyncio.Event()

    async def sum_up(number: int) -> None:
        while not is_over.is_set():
            await both[number % 2].rollups.advance(most=7)
            await asyncio.sleep(0)

    async def write(number: int) -> None:
        for place, booking in enumerate(bookings):
            if place % 4 == number:
                await both[number % 2].ledger.append(*booking)

    summing = [asyncio.create_task(sum_up(number)) for number in range(4)]
    try:
        await asyncio.gather(*map(write, range(4)))
    finally:
        is_over.set()
        await asyncio.gather(*summing)
    whole = (NOON - AGE, NOON + AGE)
    await assert_reports_equal(opened, memory, [whole])
    await catch_up(opened, most=50)
    await assert_reports_equal(opened, memory, [whole, (NOON - HOUR, NOON + 2 * HOUR + MOMENT)])


async def test_there_is_nothing_left_to_sum_up_when_all_is(opened: Opened) -> None:
    assert await opened.stores.rollups.advance(most=10) is False
    await opened.stores.ledger.append(
        *entry_of(Step(0, 0, 1, tokens=1, nanos=1, summed=0, by_peer=False), decision_id="dec_a")
    )
    assert await opened.stores.rollups.advance(most=10) is False
    assert await opened.peer.rollups.advance(most=10) is False
