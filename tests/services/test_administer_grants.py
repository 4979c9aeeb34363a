"""Tests of `router.services.administer_grants`."""

import pytest

from router.core.errors import NotYours
from router.core.key import Role
from router.services.administer import NotThere
from tests.approving import ADA, ADMIN, FINANCE, HOUR, LEAD, Desk, grant, person


async def with_grants(*ids: str) -> Desk:
    desk = Desk()
    for n, id in enumerate(ids or ("grt_1",), start=1):
        await desk.give(grant(id, of=f"apr_{n}"))
    return desk


async def test_one_sees_ones_own_ones_teams_or_all_by_role() -> None:
    grants = (await with_grants("grt_1", "grt_2", "grt_3")).approving.grants

    for by in (ADA, LEAD, FINANCE, ADMIN):
        assert [one.grant.id for one in await grants.visible(by)] == ["grt_3", "grt_2", "grt_1"]
    page = await grants.visible(ADA, most=1)
    rest = await grants.visible(ADA, before=page[-1].grant.id)
    assert [one.grant.id for one in (*page, *rest)] == ["grt_3", "grt_2", "grt_1"]
    assert await grants.visible(person("eve", team="pay")) == []
    with pytest.raises(NotThere):
        await grants.get(person("eve", team="pay"), "grt_1")
    with pytest.raises(NotThere):
        await grants.get(ADMIN, "grt_9")


async def test_one_call_ends_a_grant_and_the_first_end_stands() -> None:
    desk = await with_grants()
    await desk.approving.follow.refresh()
    first = desk.clock.at

    ended = await desk.approving.grants.revoke(LEAD, "grt_1", why="not needed")
    desk.clock.at += HOUR
    again = await desk.approving.grants.revoke(ADA, "grt_1", why="again")
    await desk.approving.follow.look()

    assert not ended.is_open
    assert ended.grant.revoked_at == again.grant.revoked_at == first
    assert desk.approving.follow.open() == ()
    assert (await desk.acts())[:2] == [("grant.revoke", "begun"), ("grant.revoke", "done")]


async def test_who_only_looks_ends_nothing() -> None:
    desk = await with_grants()
    auditor = person("auditor", role=Role.AUDITOR, team=None)

    with pytest.raises(NotYours):
        await desk.approving.grants.revoke(auditor, "grt_1", why="so")

    assert (await desk.approving.grants.get(auditor, "grt_1")).is_open
