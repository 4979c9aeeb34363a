"""Tests of `router.services.admit`."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from classifier.labels import Complexity, Priority, Task
from router.core.admission import Rank
from router.core.assessment import Assessment
from router.core.errors import Overloaded
from router.services.admit import Admit

AT_WORK = 16


@dataclass(eq=False)
class Asker:
    """Somebody at the door; begun, it is under way until the test ends it."""

    under_way: list["Asker"]
    sender: int = 1
    declared: Rank = Rank.HIGH
    is_gone: bool = False
    events: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.events.append("begun")
        self.under_way.append(self)

    def refuse(self) -> None:
        self.events.append("refused")


class Crowd:
    """A door on simulated time, and all who came to it."""

    def __init__(self, *, most_requests: int = 1_000, longest_wait_s: float = 0.25) -> None:
        self.at_s = 0.0
        self.admit = Admit(
            most_requests=most_requests, longest_wait_s=longest_wait_s, now_s=lambda: self.at_s
        )
        self.under_way: list[Asker] = []

    def come(self, *, sender: int = 1, declared: Rank = Rank.HIGH) -> Asker:
        asker = Asker(self.under_way, sender=sender, declared=declared)
        self.admit.enter(asker, under_way=self.under_way)
        return asker

    def fill(self) -> None:
        for _ in range(AT_WORK):
            self.come()

    def finish_one(self) -> None:
        self.under_way.pop(0)
        self.admit.free()

    def keys(self) -> None:
        """Sender 1 is known to ask what is of high priority, sender 2 what is of low."""
        for sender, priority in ((1, Priority.HIGH), (2, Priority.LOW)):
            self.admit.introduce(sender, str(sender))
            for _ in range(40):
                self.admit.heard(str(sender), told(priority))

    async def overload(self) -> None:
        """Long enough that whoever waits has waited too long; high ones get turns."""
        self.fill()
        self.come()
        while not self.admit.is_overloaded:
            self.at_s += 0.03
            await asyncio.sleep(0.002)


def told(priority: Priority) -> Assessment:
    return Assessment(priority=priority, complexity=Complexity.TRIVIAL, task=Task.EXTRACTION)


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not claim():  # noqa: ASYNC110 - the door's own ticks bring it about
            await asyncio.sleep(0.001)


async def test_who_comes_when_nobody_waits_begins_at_once() -> None:
    crowd = Crowd()

    assert all(crowd.come().events == ["begun"] for _ in range(AT_WORK))


async def test_who_is_done_makes_room_for_the_next() -> None:
    crowd = Crowd()
    crowd.fill()
    waiting = crowd.come()
    assert waiting.events == []
    crowd.finish_one()

    await until(lambda: waiting.events == ["begun"])


async def test_waiting_for_a_provider_takes_no_turn() -> None:
    crowd = Crowd()
    crowd.fill()
    waiting = crowd.come()
    with crowd.admit:
        await until(lambda: waiting.events == ["begun"])


async def test_important_requests_overtake() -> None:
    crowd = Crowd()
    crowd.keys()
    crowd.fill()
    low, high = crowd.come(sender=2), crowd.come(sender=1)
    crowd.finish_one()

    await until(lambda: high.events == ["begun"])
    assert low.events == []


async def test_a_declared_priority_lowers() -> None:
    crowd = Crowd()
    crowd.keys()
    crowd.fill()
    lowered, other = crowd.come(declared=Rank.LOW), crowd.come()
    crowd.finish_one()

    await until(lambda: other.events == ["begun"])
    assert lowered.events == []


async def test_nobody_is_refused_for_a_burst() -> None:
    crowd = Crowd()
    crowd.keys()
    crowd.fill()
    waiting = [crowd.come(sender=2) for _ in range(100)]
    for _ in range(100):
        crowd.finish_one()
        await asyncio.sleep(0)
    await until(lambda: all(asker.events == ["begun"] for asker in waiting))
    assert not crowd.admit.refused


async def test_in_a_crowd_low_is_refused_and_high_waits() -> None:
    crowd = Crowd()
    crowd.keys()
    await crowd.overload()
    low, high = crowd.come(sender=2), crowd.come(sender=1)

    await until(lambda: low.events == ["refused"])
    assert high.events == []
    assert crowd.admit.refused[Rank.LOW] == 1


async def test_all_who_may_wait_longer_are_let_wait() -> None:
    crowd = Crowd(longest_wait_s=60)
    crowd.keys()
    crowd.fill()
    low = crowd.come(sender=2)
    for _ in range(20):
        crowd.at_s += 0.5
        await asyncio.sleep(0.002)
    assert low.events == []
    crowd.finish_one()

    await until(lambda: low.events == ["begun"])


async def test_what_turns_out_as_low_is_refused_once_it_is_read() -> None:
    crowd = Crowd()
    crowd.keys()
    await crowd.overload()
    crowd.admit.heard("1", told(Priority.HIGH))

    with pytest.raises(Overloaded) as refusal:
        crowd.admit.heard("1", told(Priority.LOW))
    assert refusal.value.headers == {"retry-after": "2"}


async def test_it_recovers_once_nobody_waits() -> None:
    crowd = Crowd()
    crowd.keys()
    await crowd.overload()
    while crowd.under_way:
        crowd.finish_one()
        await asyncio.sleep(0)
    await until(lambda: not crowd.admit.is_overloaded)
    crowd.under_way.clear()

    assert crowd.come(sender=2).events == ["begun"]


async def test_beyond_the_limit_everybody_is_refused() -> None:
    crowd = Crowd(most_requests=1)
    first, second = crowd.come(), crowd.come()

    await until(lambda: second.events == ["refused"])
    assert first.events == ["begun"]


async def test_who_has_left_takes_no_turn() -> None:
    crowd = Crowd()
    crowd.fill()
    gone, there = crowd.come(), crowd.come()
    gone.is_gone = True
    crowd.finish_one()

    await until(lambda: there.events == ["begun"])
    assert gone.events == []


async def test_closing_refuses_all_who_wait() -> None:
    crowd = Crowd()
    crowd.fill()
    waiting = crowd.come()
    crowd.admit.close()

    assert waiting.events == ["refused"]
