"""Tests of `router.services.delegate_approvals`."""

from datetime import timedelta

import pytest

from router.core.errors import InvalidRequest, NotYours
from router.core.key import Role
from router.services.administer import NotThere
from tests.approving import ADA, ADMIN, FINANCE, HOUR, LEAD, Desk, person
from tests.factories import NOON

GRACE = person("grace", team=None)


async def test_it_is_kept_written_down_and_seen_by_both() -> None:
    desk = Desk()
    delegate = desk.approving.delegate

    given = await delegate.delegate(LEAD, to=" grace ", until=NOON + HOUR)

    auditor = person("auditor", role=Role.AUDITOR, team=None)
    assert (given.by, given.user, given.to, given.role) == (
        *("key_lead", "lead", "grace", Role.TEAM_LEAD),
    )
    for by in (LEAD, GRACE, ADMIN, auditor):
        assert list(await delegate.visible(by)) == [given]
    assert await delegate.visible(ADA) == []
    assert await desk.acts() == [("approval.delegate", "begun"), ("approval.delegate", "done")]
    desk.clock.at += HOUR
    assert await delegate.visible(LEAD) == []


@pytest.mark.parametrize("by", [LEAD, ADMIN])
async def test_its_giver_or_an_administrator_ends_it(by: object) -> None:
    desk = Desk()
    delegate = desk.approving.delegate
    given = await delegate.delegate(LEAD, to="grace", until=NOON + HOUR)

    with pytest.raises(NotThere):
        await delegate.revoke(GRACE, given.id)
    with pytest.raises(NotThere):
        await delegate.revoke(FINANCE, given.id)
    ended = await delegate.revoke(LEAD if by is LEAD else ADMIN, given.id)

    assert ended.ends_at == NOON
    assert await delegate.visible(LEAD) == []
    with pytest.raises(NotThere):
        await delegate.revoke(LEAD, given.id)


@pytest.mark.parametrize(
    ("to", "after", "param"),
    [
        ("lead", HOUR, "to"),
        ("key_lead", HOUR, "to"),
        (" ", HOUR, "to"),
        ("a\x00", HOUR, "to"),
        ("n" * 257, HOUR, "to"),
        ("grace", timedelta(0), "until"),
        ("grace", timedelta(days=91), "until"),
    ],
)
async def test_what_cannot_be_meant_is_refused(to: str, after: timedelta, param: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        await Desk().approving.delegate.delegate(LEAD, to=to, until=NOON + after)

    assert caught.value.param == param


async def test_who_approves_nothing_delegates_nothing() -> None:
    with pytest.raises(NotYours):
        await Desk().approving.delegate.delegate(ADA, to="grace", until=NOON + HOUR)
