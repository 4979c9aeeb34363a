"""Whatever happens in whichever order, does every store count as the model does?

Each step is taken by one of two processes, and after each one all accounts are compared.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from router.core.errors import AlreadyBooked
from router.core.hold import Hold, Unit
from router.core.ledger import LedgerEntry, Outcome, SpendBy
from router.core.moments import from_micros
from router.core.money import from_nanos, to_nanos
from router.core.usage import Usage
from tests import factories
from tests.contracts.conftest import Opened
from tests.contracts.hold_model import Model
from tests.contracts.holding import HOUR_US, MINUTE_US, NOON_US, Desk, hold

BIG = 10**16 + 1
"""Beyond what a double holds exactly."""
FEW, MANY = 30, 100
_teams = count()


@dataclass
class World:
    """Two processes on one store, and what should be true of it."""

    desks: tuple[Desk, Desk]
    model: Model = field(default_factory=lambda: Model(team=f"team-{next(_teams)}"))
    settled: list[Hold] = field(default_factory=list)
    corrected: set[str] = field(default_factory=set)
    turns: int = 0

    @property
    def desk(self) -> Desk:
        """Whose turn it is."""
        return self.desks[self.turns % 2]

    def held(self, place: int) -> Hold | None:
        open_holds = list(self.model.holds.values())
        return open_holds[place % len(open_holds)] if open_holds else None

    async def book(self, entry: LedgerEntry) -> None:
        await self.desk.book(entry)
        self.model.book(entry)

    async def check(self) -> None:
        claims = self.model.claims()
        found = await self.desk.stores.accounts.states(claims)
        assert list(found) == list(map(self.model.state, claims))
        assert list(self.model.over()) == []

    async def check_all_that_was_ever_booked(self) -> None:
        end_us = self.model.at_us + 2 * HOUR_US
        rows = await self.desk.stores.ledger.spend(
            SpendBy.TEAM, since=from_micros(NOON_US - HOUR_US), until=from_micros(end_us)
        )
        booked = sum((row.cost_usd for row in rows if row.group == self.model.team), Decimal(0))
        assert booked == sum((entry.cost_usd for entry in self.model.entries), Decimal(0))
        for held in self.model.holds.values():
            assert [held] == [o for o in await self.desk.stores.holds.of(held.owner) if o == held]
        for at_us in range(NOON_US, self.model.at_us + 1, 10 * MINUTE_US):
            openings = self.model.openings(at_us)
            healed = await self.desk.stores.accounts.recount(openings)
            assert list(healed) == self.model.recount(openings)
        await self.check()


Step = Callable[[World], Awaitable[None]]


def taking(mask: int, nanos: int, tokens: int, process: int) -> Step:
    """Ask for a hold in those accounts whose bit is set."""

    async def step(world: World) -> None:
        amounts = {Unit.USD: nanos, Unit.TOKENS: tokens}
        model = world.model
        wanted = hold(
            *(
                account.claim(model.at_us, amount=amounts.get(account.unit, 1))
                for place, account in enumerate(model.accounts)
                if mask >> place & 1
            ),
            owner=f"{model.team}-{process}",
            at=from_micros(model.at_us),
            who=factories.caller(team=model.team),
        )
        entry = replace(wanted.entry, usage=Usage(input_tokens=tokens), cost_usd=from_nanos(nanos))
        wanted = replace(wanted, entry=entry)
        assert await world.desk.ask(wanted) == model.hold(wanted)

    return step


def settling(place: int, share: Decimal) -> Step:
    """Book what a call used: a share of what it held."""

    async def step(world: World) -> None:
        if (held := world.held(place)) is not None:
            world.settled.append(held)
            nanos = int(to_nanos(held.entry.cost_usd) * share)
            tokens = int(held.entry.usage.total_tokens * share)
            await world.book(
                replace(
                    held.entry,
                    outcome=Outcome.COMPLETED,
                    cost_usd=from_nanos(nanos),
                    usage=Usage(input_tokens=tokens),
                )
            )

    return step


def releasing(place: int) -> Step:
    async def step(world: World) -> None:
        if (held := world.held(place)) is not None:
            await world.desk.stores.holds.release(held.id)
            world.model.release(held)

    return step


def dying(process: int) -> Step:
    """A process dies, and another one books what it held as lost."""

    async def step(world: World) -> None:
        owner = f"{world.model.team}-{process}"
        expected = {held.id for held in world.model.holds.values() if held.owner == owner}
        found = await world.desk.stores.holds.of(owner)
        assert {held.id for held in found} == expected
        for held in found:
            world.settled.append(held)
            await world.book(held.entry)

    return step


def repeating(place: int) -> Step:
    """Settle and release once more what is settled."""

    async def step(world: World) -> None:
        if world.settled:
            again = world.settled[place % len(world.settled)]
            with pytest.raises(AlreadyBooked):
                await world.desk.book(again.entry)
            await world.desk.stores.holds.release(again.id)

    return step


def straying() -> Step:
    """Something is booked that held nothing."""

    async def step(world: World) -> None:
        stray = hold(at=from_micros(world.model.at_us), who=factories.caller(team=world.model.team))
        usage, cost_usd = Usage(input_tokens=2), from_nanos(5)
        await world.book(
            replace(stray.entry, outcome=Outcome.COMPLETED, usage=usage, cost_usd=cost_usd)
        )

    return step


def correcting(place: int) -> Step:
    """It turns out that a call cost nothing."""

    async def step(world: World) -> None:
        known = [one for one in world.model.entries if one.id not in world.corrected]
        if known:
            wrong = known[place % len(known)]
            right = replace(
                wrong,
                id=f"{wrong.id}-corrected",
                outcome=Outcome.CORRECTED,
                cost_usd=-wrong.cost_usd,
                corrects=wrong.id,
            )
            world.corrected |= {wrong.id, right.id}
            await world.book(right)

    return step


def waiting(minutes: int) -> Step:
    async def step(world: World) -> None:
        world.model.at_us += minutes * MINUTE_US

    return step


def limiting(place: int, limit: int) -> Step:
    """An administrator raises or lowers a limit."""

    async def step(world: World) -> None:
        account = world.model.accounts[place]
        account.may_be_over = account.may_be_over or limit < account.limit
        account.limit = limit

    return step


def opening() -> Step:
    async def step(world: World) -> None:
        openings = world.model.openings(world.model.at_us)
        await world.desk.stores.accounts.open(openings)
        world.model.open(openings)

    return step


def recounting(place: int) -> Step:
    """Find drift, and heal it."""

    async def step(world: World) -> None:
        openings = world.model.openings(world.model.at_us)[place:]
        healed = await world.desk.stores.accounts.recount(openings)
        assert list(healed) == world.model.recount(openings)

    return step


PLACES = st.integers(0, 5)
MASKS = st.sampled_from([0b111111, 0b000111, 0b111000, 0b000001, 0b000010, 0b000100, 0])
NANOS = st.sampled_from([10, 7, 1, 13, 0, BIG])
SHARES = st.sampled_from([Decimal(share) for share in ("0", "0.4", "0.9", "1", "1", "1.5")])
TAKE = st.builds(taking, MASKS, NANOS, st.integers(0, 12), st.integers(0, 2))
SETTLE = st.builds(settling, PLACES, SHARES)
STEPS = st.one_of(
    TAKE,
    TAKE,
    TAKE,
    SETTLE,
    SETTLE,
    st.builds(releasing, PLACES),
    st.builds(dying, st.integers(0, 2)),
    st.builds(repeating, PLACES),
    st.builds(straying),
    st.builds(correcting, PLACES),
    st.builds(waiting, st.sampled_from([1, 10, 35, 61])),
    st.builds(limiting, PLACES, st.sampled_from([0, 6, 25, 60, 50 * BIG])),
    st.builds(opening),
    st.builds(recounting, PLACES),
)


async def run(opened: Opened, steps: list[Step]) -> None:
    world = World(desks=(Desk(opened.stores), Desk(opened.peer)))
    for world.turns, step in enumerate(steps):
        await step(world)
        world.turns += 1  # the other process looks
        await world.check()
    await world.check_all_that_was_ever_booked()


@settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=FEW, max_size=FEW))
async def test_every_store_counts_as_the_model_does(opened: Opened, steps: list[Step]) -> None:
    await run(opened, steps)


@pytest.mark.slow
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.large_base_example,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(steps=st.lists(STEPS, min_size=MANY, max_size=MANY))
async def test_every_store_counts_as_the_model_does_for_ten_thousand_steps(
    opened: Opened, steps: list[Step]
) -> None:
    await run(opened, steps)
