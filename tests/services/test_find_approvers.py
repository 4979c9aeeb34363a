"""Tests of `router.services.find_approvers`: what a delegation is worth at the time of the vote."""

from dataclasses import replace

import pytest

from router.core.approvals.delegation import Delegation
from router.core.key import Role, VirtualKey
from router.services.find_approvers import FindApprovers
from tests.approving import HOUR, LEAD, Desk, person
from tests.factories import NOON

GRACE = person("grace", team=None)


def finding(desk: Desk) -> FindApprovers:
    return desk.approving.decide.approvers


async def rights(desk: Desk, key: VirtualKey = GRACE) -> list[Role]:
    return [one.rights.role for one in await finding(desk)(key, at=NOON)]


async def delegated(by: str) -> Desk:
    desk = Desk()
    await desk.stores.delegations.add(
        Delegation(
            id="dlg_1",
            by=by,
            user="lead",
            team="search",
            role=Role.TEAM_LEAD,
            to="grace",
            since=NOON,
            until=NOON + HOUR,
        )
    )
    return desk


async def test_one_always_has_ones_own_rights() -> None:
    assert await rights(Desk(), LEAD) == [Role.TEAM_LEAD]


async def test_a_delegation_is_worth_what_the_givers_key_may_now() -> None:
    desk = await delegated(LEAD.id)
    await desk.stores.keys.add(LEAD, secret="one")
    assert await rights(desk) == [Role.MEMBER, Role.TEAM_LEAD]

    await desk.stores.keys.change(LEAD.id, lambda key: replace(key, role=Role.MEMBER))
    assert await rights(desk) == [Role.MEMBER, Role.MEMBER]

    await desk.stores.keys.change(LEAD.id, lambda key: key.revoked(NOON))
    assert await rights(desk) == [Role.MEMBER]


async def test_a_rotated_key_is_of_the_same_line() -> None:
    desk = await delegated(LEAD.id)
    await desk.stores.keys.add(LEAD.revoked(NOON), secret="old")
    await desk.stores.keys.add(replace(LEAD, id="key_new", replaces=LEAD.id), secret="new")

    assert await rights(desk) == [Role.MEMBER, Role.TEAM_LEAD]


@pytest.mark.parametrize(("by", "counts"), [("oidc:lead", True), ("key_gone", False)])
async def test_of_a_token_the_rights_are_those_of_then_and_of_a_lost_key_none(
    by: str, *, counts: bool
) -> None:
    assert (len(await rights(await delegated(by))) == 2) is counts
