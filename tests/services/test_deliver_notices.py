"""Tests of `router.services.deliver_notices`."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from typing_extensions import override

from router.adapters.storage.memory_notices import MemoryNotices
from router.core.errors import LedgerUnavailable
from router.core.notices.delivery import PATIENCE, Delivery, DeliveryState, NotDelivered
from router.core.notices.notice import Notice, NoticeKind
from router.services.deliver_notices import DeliverNotices
from tests.fakes import FixedClock

KIND = NoticeKind.APPROVAL_ASKED


@dataclass
class Room:
    """A channel whose failures are scripted."""

    name: str
    failures: int = 0
    kinds: frozenset[NoticeKind] = frozenset(NoticeKind)
    told: list[Notice] = field(default_factory=list)
    is_closed: bool = False
    has_been_told: asyncio.Event = field(default_factory=asyncio.Event)

    def takes(self, notice: Notice) -> bool:
        return notice.kind in self.kinds

    async def send(self, notice: Notice) -> None:
        if self.failures:
            self.failures -= 1
            raise NotDelivered("it is full")
        self.told.append(notice)
        self.has_been_told.set()

    async def close(self) -> None:
        self.is_closed = True


class AwayOutbox(MemoryNotices):
    """Away the first time, and then not."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    @override
    async def claim(self, **asked: object) -> Sequence[Delivery]:
        self.asked += 1
        if self.asked == 1:
            raise LedgerUnavailable("The database is away.")
        return await super().claim(**asked)  # type: ignore[arg-type]


class ForgettingOutbox(MemoryNotices):
    """Says when it has forgotten something."""

    def __init__(self) -> None:
        super().__init__()
        self.has_forgotten = asyncio.Event()

    @override
    async def forget(self, before: datetime) -> int:
        found = await super().forget(before)
        if found:
            self.has_forgotten.set()
        return found


def notice(number: int = 1, *, link: str | None = None) -> Notice:
    at = FixedClock().now()
    return Notice(id=f"ntc_{number}", kind=KIND, at=at, subject="S", text="T.", link=link)


def delivery(*rooms: Room, outbox: MemoryNotices | None = None) -> DeliverNotices:
    return DeliverNotices(
        outbox=outbox or MemoryNotices(),
        channels=rooms,
        clock=FixedClock(),
        jitter=lambda: 1.0,
        public_url="https://tierwise.example.com",
        pause_s=0,
    )


async def states(deliver: DeliverNotices) -> list[DeliveryState]:
    return [one.state for one in await deliver.outbox.latest(most=100)]


def move(deliver: DeliverNotices, by: timedelta) -> None:
    assert isinstance(deliver.clock, FixedClock)
    deliver.clock.at += by


async def test_each_channel_that_is_for_a_notice_gets_it_once() -> None:
    one, other = Room("one"), Room("other", kinds=frozenset())
    deliver = delivery(one, other)
    await deliver.outbox.put(notice())

    assert await deliver.deliver_due() == 1
    assert await deliver.deliver_due() == 0

    assert [told.id for told in one.told] == ["ntc_1"]
    assert other.told == []
    assert await states(deliver) == [DeliveryState.DELIVERED]


async def test_a_channel_that_fails_is_tried_again_later_and_the_others_are_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    well, ill = Room("well"), Room("ill", failures=2)
    deliver = delivery(well, ill)
    await deliver.outbox.put(notice())

    with caplog.at_level(logging.WARNING):
        await deliver.deliver_due()
        assert await deliver.deliver_due() == 0  # it is not due yet
        for _ in range(2):
            move(deliver, timedelta(seconds=10))
            await deliver.deliver_due()

    assert len(well.told) == len(ill.told) == 1
    assert await states(deliver) == [DeliveryState.DELIVERED]
    assert "ill: it is full" in caplog.text


async def test_after_a_day_it_is_given_up_loudly(caplog: pytest.LogCaptureFixture) -> None:
    deliver = delivery(Room("ill", failures=10**9))
    await deliver.outbox.put(notice())

    for _ in range(60):
        await deliver.deliver_due()
        move(deliver, timedelta(hours=1))

    assert await states(deliver) == [DeliveryState.FAILED]
    (told,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert "tierwise notices retry ntc_1" in told.getMessage()


async def test_what_was_claimed_by_one_that_died_is_delivered_by_another() -> None:
    room = Room("room")
    deliver = delivery(room)
    await deliver.outbox.put(notice())
    now = deliver.clock.now()
    await deliver.outbox.claim(at=now, until=now + timedelta(minutes=2), most=1)

    await deliver.deliver_due()
    assert room.told == []
    move(deliver, timedelta(minutes=2))
    await deliver.deliver_due()

    assert len(room.told) == 1


async def test_two_that_deliver_from_one_outbox_share_the_work() -> None:
    outbox, rooms = MemoryNotices(), (Room("room"), Room("room"))
    both = [delivery(room, outbox=outbox) for room in rooms]
    for number in range(60):
        await outbox.put(notice(number))

    while sum(await asyncio.gather(*(one.deliver_due() for one in both))):
        pass

    told = [one.id for room in rooms for one in room.told]
    assert len(told) == len(set(told)) == 60


async def test_without_any_channel_a_notice_is_told_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    deliver = delivery()
    await deliver.outbox.put(notice())

    with caplog.at_level(logging.INFO):
        await deliver.deliver_due()

    assert "ntc_1 (approval.asked): S" in caplog.text
    assert await states(deliver) == [DeliveryState.DELIVERED]


async def test_a_link_that_is_a_path_begins_with_the_public_address() -> None:
    room = Room("room")
    deliver = delivery(room)
    await deliver.outbox.put(notice(1, link="/v1/approvals/apr_1"))
    await deliver.outbox.put(notice(2, link="https://elsewhere.example/apr_1"))

    await deliver.deliver_due()

    assert sorted(str(one.link) for one in room.told) == [
        "https://elsewhere.example/apr_1",
        "https://tierwise.example.com/v1/approvals/apr_1",
    ]


async def test_it_runs_on_after_the_database_was_away_and_closes_its_channels() -> None:
    room, outbox = Room("room"), AwayOutbox()
    deliver = delivery(room, outbox=outbox)
    await outbox.put(notice())

    running = asyncio.create_task(deliver.run())
    async with asyncio.timeout(5):
        await room.has_been_told.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert outbox.asked > 1
    assert room.is_closed


async def test_delivered_ones_are_forgotten_after_thirty_days() -> None:
    outbox = ForgettingOutbox()
    deliver = delivery(Room("room"), outbox=outbox)
    await outbox.put(notice())
    await deliver.deliver_due()
    move(deliver, PATIENCE * 31)

    running = asyncio.create_task(deliver.run())
    async with asyncio.timeout(5):
        await outbox.has_forgotten.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert await outbox.latest(most=1) == []
