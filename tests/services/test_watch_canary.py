"""Tests of `router.services.watch_canary`."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from typing_extensions import override

from router.adapters.storage.memory_policies import MemoryPolicies
from router.core.errors import LedgerUnavailable
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.journal import Event, PolicyChanged, Step
from router.core.rollout.limit import Metric
from router.core.rollout.tally import Sums, Tally
from router.services.roll_out import RollOut, Version
from router.services.watch_canary import WatchCanary
from tests.factories import NOON, policy
from tests.fakes import FixedClock

ONE, TWO = Version("acme@1", policy()), Version("acme@2", policy())


def tally(requests: int, *, failed: int = 0) -> Tally:
    """Requests that cost a cent each, each a conversation of its own."""
    n = requests
    return Tally(
        requests=n,
        sums={
            Metric.COST: Sums(conversations=n, n=n, y=n / 100, nn=n, yy=n / 10_000, ny=n / 100),
            Metric.ERRORS: Sums(conversations=n, n=n, y=failed, nn=n, yy=failed, ny=failed),
        },
    )


@dataclass
class Tallies:
    """Says what it is told, and remembers what it was asked."""

    canary: Tally = field(default_factory=lambda: tally(100))
    others: Tally = field(default_factory=lambda: tally(900))
    before: Tally = field(default_factory=Tally)
    asked: list[tuple[str, datetime, datetime, Sequence[str]]] = field(default_factory=list)
    is_broken: bool = False

    async def under(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        if self.is_broken:
            raise LedgerUnavailable("The disk is away.")
        self.asked.append((version, since, until, teams))
        return self.canary

    async def beside(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        self.asked.append((version, since, until, teams))
        return self.before if until <= NOON else self.others


@dataclass
class Rollout:
    """A canary under watch."""

    policies: MemoryPolicies = field(default_factory=lambda: MemoryPolicies({}))
    tallies: Tallies = field(default_factory=Tallies)
    clock: FixedClock = field(default_factory=FixedClock)

    @property
    def write(self) -> RollOut:
        return RollOut(policies=self.policies, clock=self.clock, author="ada")

    @property
    def watch(self) -> WatchCanary:
        return WatchCanary(policies=self.policies, tallies=self.tallies, clock=self.clock)

    def start(self, plan: CanaryPlan | None = None) -> None:
        self.write.start_canary(TWO, plan=plan or CanaryPlan(share=0.1), message="try")
        self.clock.advance(60)

    @property
    def last(self) -> Event:
        return self.policies.journal()[-1]


@pytest.fixture
def rollout() -> Rollout:
    return Rollout()


async def test_without_a_canary_nothing_is_counted(rollout: Rollout) -> None:
    rollout.write.apply(ONE, message="m")

    assert await rollout.watch.act() is None
    assert await rollout.watch.look() is None
    assert rollout.tallies.asked == []


async def test_a_canary_that_is_no_worse_goes_on(rollout: Rollout) -> None:
    rollout.start()

    look = await rollout.watch.act()

    assert look is not None
    assert look.crossed == ()
    assert look.is_seen_enough
    assert rollout.last.step is Step.CANARY_STARTED


async def test_a_canary_that_worsens_is_halted_with_figures(rollout: Rollout) -> None:
    rollout.start()
    rollout.tallies.canary = tally(100, failed=60)

    await rollout.watch.act()

    halted = rollout.last
    assert (halted.step, halted.version, halted.author) == (Step.HALTED, "acme@2", "tierwise")
    assert halted.message.startswith("errors 60.0% against 0.0%: +60.0 points, +44.5")
    assert halted.message.endswith("at least; limit +2.0 points")
    assert [figure.metric for figure in halted.figures if figure.is_crossed] == [Metric.ERRORS]
    assert len(halted.figures) == 3


async def test_a_halted_canary_is_left_alone_and_can_still_be_looked_at(rollout: Rollout) -> None:
    rollout.start()
    rollout.tallies.canary = tally(100, failed=60)
    await rollout.watch.act()
    halted_at = rollout.clock.now()
    rollout.clock.advance(600)

    counted = len(rollout.tallies.asked)

    assert await rollout.watch.act() is None
    assert (rollout.policies.head(), len(rollout.tallies.asked)) == (2, counted)
    look = await rollout.watch.look()
    assert look is not None
    assert [figure.metric for figure in look.crossed] == [Metric.ERRORS]
    assert rollout.tallies.asked[-2] == ("acme@2", NOON, halted_at, ())


async def test_the_drawn_are_compared_with_the_others_in_the_same_time(rollout: Rollout) -> None:
    rollout.start(CanaryPlan(share=0.1, teams=("search",)))

    look = await rollout.watch.look()

    now = rollout.clock.now()
    assert rollout.tallies.asked == [("acme@2", NOON, now, ("search",))] * 2
    assert look is not None
    assert look.control is rollout.tallies.others
    assert "not drawn" in look.control_is


async def test_a_team_is_compared_with_itself_before(rollout: Rollout) -> None:
    rollout.tallies.before = tally(70)
    rollout.start(CanaryPlan(teams=("search",)))

    look = await rollout.watch.look()

    assert rollout.tallies.asked[1] == ("acme@2", NOON - timedelta(days=7), NOON, ("search",))
    assert look is not None
    assert look.control is rollout.tallies.before
    assert look.control_is == "the same teams in the 7 days before"


async def test_a_team_without_a_past_is_compared_with_the_others(rollout: Rollout) -> None:
    rollout.tallies.before = tally(49)
    rollout.start(CanaryPlan(teams=("search",)))

    look = await rollout.watch.look()

    assert rollout.tallies.asked[2] == ("acme@2", NOON, rollout.clock.now(), ())
    assert look is not None
    assert look.control is rollout.tallies.others
    assert "too few requests before" in look.control_is


async def test_a_canary_whose_time_has_come_is_promoted(rollout: Rollout) -> None:
    rollout.start(CanaryPlan(share=0.1, promote_after=timedelta(hours=2)))
    await rollout.watch.act()
    assert rollout.last.step is Step.CANARY_STARTED

    rollout.clock.advance(2 * 3_600 - 60)
    await rollout.watch.act()

    promoted = rollout.last
    assert (promoted.step, promoted.version, promoted.author) == (
        Step.PROMOTED,
        "acme@2",
        "tierwise",
    )
    assert promoted.message == "No limit was crossed in 2 h."


@pytest.mark.parametrize(
    ("canary", "step"),
    [(tally(49), Step.CANARY_STARTED), (tally(100, failed=60), Step.HALTED)],
)
async def test_nothing_is_promoted_unseen_or_worsened(
    rollout: Rollout, canary: Tally, step: Step
) -> None:
    rollout.start(CanaryPlan(share=0.1, promote_after=timedelta(hours=2)))
    rollout.tallies.canary = canary
    rollout.clock.advance(10 * 3_600)

    await rollout.watch.act()

    assert rollout.last.step is step


async def test_what_was_seen_of_one_canary_does_not_halt_the_next(rollout: Rollout) -> None:
    rollout.start()

    class Slow(Tallies):
        """While it counts, somebody replaces the canary."""

        @override
        async def under(
            self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
        ) -> Tally:
            rollout.write.roll_back(message="no")
            rollout.write.start_canary(ONE, plan=CanaryPlan(share=0.2), message="another")
            return tally(100, failed=100)

    with pytest.raises(PolicyChanged):
        await replace(rollout.watch, tallies=Slow()).act()

    assert rollout.last.step is Step.CANARY_STARTED


async def test_of_two_processes_that_see_it_one_writes(rollout: Rollout) -> None:
    rollout.start()
    rollout.tallies.canary = tally(100, failed=60)

    done = await asyncio.gather(rollout.watch.act(), rollout.watch.act(), return_exceptions=True)

    assert rollout.policies.head() == 2
    assert all(isinstance(one, PolicyChanged) or one is not None for one in done)


async def test_it_watches_until_it_is_cancelled_and_outlives_a_store_that_is_away(
    rollout: Rollout, caplog: pytest.LogCaptureFixture
) -> None:
    rollout.start()
    rollout.tallies.is_broken = True

    watching = asyncio.create_task(rollout.watch.run())
    async with asyncio.timeout(5):
        while "The canary is not watched. The disk is away." not in caplog.text:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    assert not watching.done()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
