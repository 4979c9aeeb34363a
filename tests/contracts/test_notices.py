"""What every store of notices does."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from router.core.notices.delivery import PATIENCE, Delivery, DeliveryState
from router.core.notices.notice import Notice, NoticeKind
from tests.contracts.conftest import Opened
from tests.factories import NOON

LEASE = timedelta(minutes=2)


def notice(number: int = 1, *, at: datetime = NOON, **written: object) -> Notice:
    fields: dict[str, object] = {
        "id": f"ntc_{number:03d}",
        "kind": NoticeKind.APPROVAL_ASKED,
        "at": at,
        "subject": "ada asks for 5 USD",
        "text": "It waits for finance.",
    }
    return Notice(**{**fields, **written})  # type: ignore[arg-type]


async def claimed(opened: Opened, *, at: datetime = NOON, most: int = 10) -> list[Delivery]:
    return list(await opened.stores.notices.claim(at=at, until=at + LEASE, most=most))


async def test_what_is_put_comes_back_as_it_was(opened: Opened) -> None:
    whole = notice(
        subject="größe 海 '; DROP TABLE notice; --",
        link="/v1/approvals/apr_1",
        data={"wanted_usd": "5", "votes": [{"by": "ada"}], "none": None},
        to=("ada@example.com", "bob@example.com"),
        at=NOON + timedelta(microseconds=1),
    )
    await opened.stores.notices.put(whole)

    (found,) = await opened.peer.notices.latest(most=10)

    assert found == Delivery(notice=whole, next_at=whole.at, until=whole.at + PATIENCE)


async def test_what_no_store_can_keep_is_kept_without_it(opened: Opened) -> None:
    await opened.stores.notices.put(notice(text="a\x00b", data={"\ud800": "\x00"}))

    (found,) = await opened.stores.notices.latest(most=10)

    assert found.notice.text == "a\ufffdb"
    assert found.notice.data == {"\ufffd": "\ufffd"}


async def test_the_same_notice_is_kept_once(opened: Opened) -> None:
    await opened.stores.notices.put(notice())
    await opened.peer.notices.put(notice(subject="another"))

    assert [one.notice for one in await opened.stores.notices.latest(most=10)] == [notice()]


async def test_due_notices_are_claimed_oldest_first_and_no_more_than_asked(opened: Opened) -> None:
    for number, minutes in ((1, 5), (2, 0), (3, 3)):
        await opened.stores.notices.put(notice(number, at=NOON - timedelta(minutes=minutes)))
    await opened.stores.notices.put(notice(4, at=NOON + timedelta(seconds=1)))

    found = await claimed(opened, most=2)

    assert [one.notice.id for one in found] == ["ntc_001", "ntc_003"]
    assert [one.attempts for one in found] == [1, 1]
    assert [one.notice.id for one in await claimed(opened)] == ["ntc_002"]


async def test_nobody_else_gets_a_claimed_notice_until_its_lease_is_over(opened: Opened) -> None:
    await opened.stores.notices.put(notice())
    await claimed(opened)

    early = await opened.peer.notices.claim(at=NOON + LEASE / 2, until=NOON + LEASE, most=10)
    late = await opened.peer.notices.claim(at=NOON + LEASE, until=NOON + 2 * LEASE, most=10)

    assert list(early) == []
    assert [one.attempts for one in late] == [2]


async def test_of_many_who_claim_at_once_each_gets_others(opened: Opened) -> None:
    for number in range(12):
        await opened.stores.notices.put(notice(number))

    stores = [opened.stores, opened.peer] * 3
    found = await asyncio.gather(
        *(one.notices.claim(at=NOON, until=NOON + LEASE, most=3) for one in stores)
    )
    rest = await claimed(opened, most=20)

    ids = [one.notice.id for batch in (*found, rest) for one in batch]
    assert len(ids) == len(set(ids)) == 12


async def test_what_became_of_an_attempt_is_kept(opened: Opened) -> None:
    await opened.stores.notices.put(notice())
    (found,) = await claimed(opened)
    tried = replace(
        found,
        state=DeliveryState.FAILED,
        delivered_to=("webhook:a:1f2e3d",),
        error="mail:b: größe",
        next_at=NOON + timedelta(hours=1),
        until=NOON + timedelta(hours=2),
    )

    assert await opened.stores.notices.keep(tried)

    assert list(await opened.peer.notices.latest(most=10)) == [tried]
    assert await claimed(opened, at=NOON + timedelta(days=2)) == []


async def test_an_attempt_that_was_overtaken_changes_nothing(opened: Opened) -> None:
    await opened.stores.notices.put(notice())
    (slow,) = await claimed(opened)
    await claimed(opened, at=NOON + LEASE)

    assert not await opened.stores.notices.keep(replace(slow, state=DeliveryState.DELIVERED))

    (found,) = await opened.stores.notices.latest(most=10)
    assert (found.state, found.attempts) == (DeliveryState.WAITING, 2)


async def test_the_latest_are_listed_first_by_state(opened: Opened) -> None:
    for number in (1, 2, 3):
        await opened.stores.notices.put(notice(number, at=NOON + timedelta(seconds=number)))
    (first,) = await claimed(opened, at=NOON + timedelta(seconds=1))
    await opened.stores.notices.keep(replace(first, state=DeliveryState.FAILED))

    async def ids(*states: DeliveryState, most: int = 10) -> list[str]:
        found = await opened.stores.notices.latest(states, most=most)
        return [one.notice.id for one in found]

    assert await ids(most=2) == ["ntc_003", "ntc_002"]
    assert await ids(DeliveryState.FAILED) == ["ntc_001"]
    assert await ids(*DeliveryState) == ["ntc_003", "ntc_002", "ntc_001"]


async def test_old_ones_are_forgotten_unless_they_wait(opened: Opened) -> None:
    for number in (1, 2, 3):
        await opened.stores.notices.put(notice(number, at=NOON + timedelta(seconds=number)))
    for one in await claimed(opened, at=NOON + timedelta(seconds=3)):
        if one.notice.id != "ntc_002":
            await opened.stores.notices.keep(replace(one, state=DeliveryState.DELIVERED))

    assert await opened.stores.notices.forget(NOON + timedelta(seconds=3)) == 1

    left = await opened.stores.notices.latest(most=10)
    assert [one.notice.id for one in left] == ["ntc_003", "ntc_002"]
