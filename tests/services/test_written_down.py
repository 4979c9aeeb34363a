"""Is every change written down, whichever service makes it?"""

from collections.abc import Awaitable
from datetime import timedelta
from decimal import Decimal

import pytest

from router.bootstrap.administration import WrittenDown, written_down
from router.core.directory import Entry, EntryKind, Place
from router.core.errors import InvalidRequest, LedgerUnavailable
from router.core.stored_limit import LimitKind, LimitName
from router.services.administer import Actor
from router.services.issue_key import IssueKey
from router.services.keep_directory import KeepDirectory
from router.services.set_limits import SetLimits
from tests.fakes import Service
from tests.services.test_administer import Breaking

ADA = Actor("os:ada", "operator")
SEARCH, ATLAS = Place(EntryKind.TEAM, "search"), Place(EntryKind.PROJECT, "atlas")
DAY = timedelta(days=1)


class Desk:
    def __init__(self, service: Service) -> None:
        clock = service.clock
        stores: WrittenDown = written_down(service.stores, clock, actor=ADA)
        self.service, self.stores, self.clock = service, stores, clock
        self.keys = IssueKey(keys=stores.keys, clock=clock)
        self.directory = KeepDirectory(store=stores.directory, clock=clock)
        self.limits = SetLimits(store=stores.limits, clock=clock)

    async def acts(self) -> list[tuple[str, str]]:
        """Kind and subject of what was done, oldest first."""
        events = await self.service.admin_log.after(0, most=100)
        assert {(event.actor, event.role) for event in events} <= {("os:ada", "operator")}
        return [(event.kind, event.subject) for event in events if event.stage == "done"]

    async def last(self) -> dict[str, object]:
        """What the log says of the last act, at its beginning and its end."""
        end, begun = await self.service.admin_log.latest(most=2)
        return {**begun.said, **end.said}


@pytest.fixture
def desk() -> Desk:
    return Desk(Service())


async def test_each_change_of_a_key_is_an_act_of_its_kind(desk: Desk) -> None:
    key, secret = await desk.keys(name="app", team="search")
    new, other = await desk.keys.rotate(key.id, overlap=DAY)
    await desk.keys.revoke(key.id)
    assert await desk.acts() == [
        ("key.create", key.id),
        ("key.rotate", key.id),
        ("key.revoke", key.id),
    ]
    assert await desk.stores.keys.find(other) == new
    assert not [s for s in (secret, other) if s in str(await desk.service.admin_log.latest(most=9))]


async def test_a_key_that_is_not_there_is_no_act(desk: Desk) -> None:
    with pytest.raises(InvalidRequest, match="There is no key"):
        await desk.keys.revoke("key_none")
    assert await desk.acts() == []


async def test_each_change_of_the_directory_is_an_act_with_before_and_after(desk: Desk) -> None:
    await desk.directory.put(
        [
            Entry(kind=EntryKind.TEAM, id="search"),
            Entry(kind=EntryKind.PROJECT, id="atlas", parent=SEARCH),
        ]
    )
    await desk.directory.archive(ATLAS)
    told = await desk.last()
    assert [one["archived_at"] is None for one in (*told["before"], *told["after"])] == [  # type: ignore[misc]
        True,
        False,
    ]
    await desk.directory.remove(ATLAS)
    assert (await desk.last())["after"] == []
    assert await desk.acts() == [
        ("directory.put", "team:search, project:atlas"),
        ("directory.put", "project:atlas"),
        ("directory.remove", "project:atlas"),
    ]


async def test_each_change_of_a_limit_is_an_act_of_its_kind(desk: Desk) -> None:
    name = LimitName(LimitKind.BUDGET, "day")
    await desk.limits.amend(name, {"limit_usd": 5, "per": "day"})
    await desk.limits.amend(name, {"limit_usd": 6})
    until = desk.clock.now() + DAY
    await desk.limits.increase("day", Decimal(1), until=until, by="ada", why="launch")
    await desk.limits.remove(name)
    quota = LimitName(LimitKind.QUOTA, "fast")
    await desk.limits.amend(quota, {"unit": "requests", "limit": 5, "per": "minute"})
    await desk.limits.remove(quota)
    assert await desk.acts() == [
        ("budget.put", "budget:day"),
        ("budget.put", "budget:day"),
        ("budget.increase", "budget:day"),
        ("budget.remove", "budget:day"),
        ("quota.put", "quota:fast"),
        ("quota.remove", "quota:fast"),
    ]


async def test_looking_is_no_act(desk: Desk) -> None:
    await desk.keys.all()
    await desk.stores.keys.find("tw-none")
    desk.stores.keys.forget()
    await desk.directory.now()
    await desk.limits.all()
    await desk.stores.directory.version()
    await desk.stores.limits.version()
    assert await desk.service.admin_log.latest(most=9) == []


async def test_what_makes_no_sense_is_refused_before_it_is_an_act(desk: Desk) -> None:
    with pytest.raises(InvalidRequest):
        await desk.limits.amend(LimitName(LimitKind.BUDGET, "day"), {"limit_usd": -5})
    with pytest.raises(InvalidRequest):
        await desk.directory.remove(SEARCH)
    assert await desk.service.admin_log.latest(most=9) == []


async def test_where_the_log_cannot_be_written_nothing_is_changed() -> None:
    desk = Desk(Service(admin_log=Breaking(keeps=0)))
    changes: list[Awaitable[object]] = [
        desk.keys(name="app"),
        desk.directory.add(Entry(kind=EntryKind.TEAM, id="search")),
        desk.limits.amend(LimitName(LimitKind.BUDGET, "day"), {"limit_usd": 5, "per": "day"}),
    ]
    for change in changes:
        with pytest.raises(LedgerUnavailable):
            await change
    assert list(await desk.keys.all()) == []
    assert (await desk.directory.now()).entries == {}
    assert (await desk.limits.all()).limits == ()
