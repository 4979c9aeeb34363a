"""Tests of `router.services.steps.hedge`: whoever answers sooner, and what becomes of the other."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field

import pytest

from router.core.errors import UpstreamFailed
from router.services.steps.hedge import sooner

Try = Coroutine[object, object, str]


@dataclass
class Race:
    """Calls that end when told, and what is known of how they ended."""

    ended: list[str] = field(default_factory=list)
    discarded: list[str] = field(default_factory=list)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    takes_its_time: asyncio.Event = field(default_factory=asyncio.Event)
    is_ending: asyncio.Event = field(default_factory=asyncio.Event)

    def open(self, name: str) -> None:
        self.gates.setdefault(name, asyncio.Event()).set()

    async def have_begun(self, *names: str) -> None:
        while not self.gates.keys() >= set(names):  # noqa: ASYNC110 - as many turns as it takes
            await asyncio.sleep(0)

    async def call(self, name: str, *, fails: bool = False) -> str:
        try:
            await self.gates.setdefault(name, asyncio.Event()).wait()
        except asyncio.CancelledError:
            self.is_ending.set()
            await self.takes_its_time.wait()
            self.ended.append(f"{name} was cancelled")
            raise
        if fails:
            raise UpstreamFailed(name)
        return name

    async def discard(self, result: str) -> None:
        self.discarded.append(result)

    async def run(
        self, first: Try, second: Try | None, *, before: Callable[[], Awaitable[None]] | None = None
    ) -> str:
        async def make() -> Try | None:
            if before is not None:
                await before()
            return second

        return await sooner(first, make, after_s=0.0, discard=self.discard)


async def test_the_second_wins_where_the_first_is_silent() -> None:
    race = Race()
    race.open("second")
    race.takes_its_time.set()

    assert await race.run(race.call("first"), race.call("second")) == "second"
    assert race.ended == ["first was cancelled"]
    assert race.discarded == []


async def test_the_first_wins_where_there_is_no_second() -> None:
    race = Race()
    running = asyncio.create_task(race.run(race.call("first"), None))
    await asyncio.sleep(0)
    race.open("first")

    assert await running == "first"


async def test_one_that_answered_while_the_second_was_made_wins_and_the_other_is_booked() -> None:
    race = Race()

    async def meanwhile() -> None:
        race.open("first")
        race.open("second")

    assert await race.run(race.call("first"), race.call("second"), before=meanwhile) == "first"
    assert race.discarded in ([], ["second"])
    assert len(race.discarded) + len(race.ended) <= 1


async def test_a_failure_waits_for_the_other() -> None:
    race = Race()

    async def meanwhile() -> None:
        race.open("first")

    running = asyncio.create_task(
        race.run(race.call("first", fails=True), race.call("second"), before=meanwhile)
    )
    await race.have_begun("first", "second")
    race.open("second")

    assert await running == "second"


async def test_where_both_fail_the_last_is_told() -> None:
    race = Race()
    race.open("second")

    async def meanwhile() -> None:
        race.open("first")

    with pytest.raises(UpstreamFailed, match="second"):
        await race.run(
            race.call("first", fails=True), race.call("second", fails=True), before=meanwhile
        )


async def test_a_caller_who_leaves_ends_both() -> None:
    race = Race()
    race.takes_its_time.set()
    running = asyncio.create_task(race.run(race.call("first"), race.call("second")))
    await race.have_begun("first", "second")

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert race.ended == ["first was cancelled", "second was cancelled"]


async def test_a_caller_who_leaves_while_the_loser_ends_has_the_winners_answer_booked() -> None:
    race = Race()
    race.open("second")
    running = asyncio.create_task(race.run(race.call("first"), race.call("second")))
    await race.is_ending.wait()

    running.cancel()
    race.takes_its_time.set()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert race.ended == ["first was cancelled"]
    assert race.discarded == ["second"]
