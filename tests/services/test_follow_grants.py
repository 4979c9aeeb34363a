"""Tests of `router.services.follow_grants`."""

import asyncio
import logging
from dataclasses import replace

import pytest
from typing_extensions import override

from router.adapters.storage.memory_approvals import MemoryApprovals, MemoryGrants
from router.core.approvals.life import withdrawn
from router.core.caller import Attribution
from router.core.errors import LedgerUnavailable
from router.core.grant import Grant
from router.core.key import VirtualKey
from router.core.scope import Scope
from router.ports.approvals import Edited
from router.services.follow_grants import FollowGrants
from tests.approving import ADA, HOUR, LEAD, RULE, Desk, approval, called_by, grant
from tests.factories import NOON
from tests.fakes import FixedClock


async def followed(*grants: Grant) -> tuple[Desk, FollowGrants]:
    desk = Desk()
    for n, one in enumerate(grants):
        await desk.give(replace(one, approval_id=f"apr_{n}"))
    follow = desk.approving.follow
    await follow.refresh()
    return desk, follow


def ids(follow: FollowGrants, key: VirtualKey = ADA, **claimed: str) -> list[str]:
    caller = called_by(key, Attribution(**claimed))  # type: ignore[arg-type]
    return [one.id for one in follow.of(caller, at=NOON)]


async def test_of_those_that_cover_a_caller_the_one_that_ends_first_comes_first() -> None:
    _, follow = await followed(
        grant("grt_late", hours=9),
        grant("grt_soon", hours=2),
        grant("grt_team", scope=Scope(team="search"), hours=5),
        grant("grt_other", scope=Scope(key_id="key_other")),
    )

    assert ids(follow) == ["grt_soon", "grt_team", "grt_late"]
    assert ids(follow, LEAD) == ["grt_team"]


async def test_it_ends_by_itself_without_anybody_looking() -> None:
    _, follow = await followed(grant(hours=1))

    assert follow.of(called_by(ADA), at=NOON + HOUR) == ()


async def test_a_revoked_one_is_left_out_by_the_next_look() -> None:
    desk, follow = await followed(grant())
    before = follow.open()
    await desk.stores.grants.change("grt_1", lambda one: replace(one, revoked_at=NOON))

    await follow.look()

    assert (ids(follow), follow.open()) == ([], ())
    assert before != ()


async def test_while_nothing_changes_the_open_grants_are_the_same_object() -> None:
    _, follow = await followed(grant())
    before = follow.open()

    await follow.look()

    assert follow.open() is before


async def test_a_claimed_name_opens_nobodys_grant() -> None:
    _, follow = await followed(
        grant("grt_user", scope=Scope(user="ada")),
        grant("grt_team", scope=Scope(team="search")),
        grant("grt_project", scope=Scope(project="atlas")),
    )
    stranger = VirtualKey(id="key_stranger", name="stranger")

    assert ids(follow, stranger, user="ada", team="search", project="atlas") == []
    assert ids(follow, replace(ADA, project="atlas")) == ["grt_project", "grt_team", "grt_user"]


async def test_one_with_too_little_left_comes_last_for_a_minute() -> None:
    _, follow = await followed(grant("grt_a", hours=1), grant("grt_b", hours=2))

    follow.set_aside("grt_a", at=NOON)

    assert ids(follow) == ["grt_b", "grt_a"]
    assert [one.id for one in follow.of(called_by(ADA), at=NOON + HOUR / 60)] == [
        "grt_a",
        "grt_b",
    ]


async def test_it_knows_what_waits_for_a_rule_and_a_caller() -> None:
    desk, follow = await followed()
    await desk.stores.approvals.ask(approval())
    await follow.refresh()
    mine = called_by(ADA)

    assert follow.pending(RULE, caller=mine, at=NOON) == approval()
    assert follow.pending("other", caller=mine, at=NOON) is None
    assert follow.pending(RULE, caller=called_by(LEAD), at=NOON) is None
    assert follow.pending(RULE, caller=replace(mine, user="eve"), at=NOON) is None
    assert follow.pending(RULE, caller=mine, at=NOON + 72 * HOUR) is None

    await desk.stores.approvals.change("apr_1", lambda one: Edited(withdrawn(one, NOON)))
    await follow.refresh()

    assert follow.pending(RULE, caller=mine, at=NOON) is None


class BrokenGrants(MemoryGrants):
    """Breaks from the second look on."""

    def __init__(self) -> None:
        super().__init__()
        self.looks, self.is_tried = 0, asyncio.Event()

    @override
    async def version(self) -> int:
        self.looks += 1
        if self.looks == 4:
            self.is_tried.set()
        if self.looks > 1:
            raise LedgerUnavailable("The disk is gone.")
        return await super().version()


async def test_while_the_store_is_away_grants_stay_and_one_line_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    grants = BrokenGrants()
    grants.add(grant())
    follow = FollowGrants(
        approvals=MemoryApprovals(grants), grants=grants, clock=FixedClock(), look_s=0
    )
    await follow.refresh()

    with caplog.at_level(logging.ERROR):
        running = asyncio.create_task(follow.run())
        await grants.is_tried.wait()
        running.cancel()

    assert ids(follow) == ["grt_1"]
    assert len(caplog.records) == 1
