"""Tests of `router.services.show_approvals`."""

from dataclasses import replace

import pytest

from router.core.approvals.approval import ApprovalState, Verdict
from router.core.approvals.life import Ballot
from router.core.key import Role, VirtualKey
from router.services.administer import NotThere
from tests.approving import ADA, ADMIN, FINANCE, HOUR, LEAD, Desk, approval, demanding, person

GRACE = person("grace", team="pay")


async def seen(desk: Desk, by: VirtualKey, *states: ApprovalState) -> list[str]:
    return [one.approval.id for one in await desk.approving.show.visible(by, states=states)]


async def test_own_those_of_ones_team_and_those_one_decides_on_are_seen() -> None:
    desk = Desk()
    await desk.ask()

    auditor = person("auditor", role=Role.AUDITOR, team=None)
    for by in (ADA, person("ada2", user="ada"), LEAD, FINANCE, ADMIN, auditor):
        assert await seen(desk, by) == ["apr_1"], by.id
    for by in (GRACE, person("other", role=Role.TEAM_LEAD, team="pay")):
        assert await seen(desk, by) == []
        with pytest.raises(NotThere):
            await desk.approving.show.get(by, "apr_1")
    with pytest.raises(NotThere):
        await desk.approving.show.get(ADMIN, "apr_9")


async def test_it_says_for_whom_it_waits() -> None:
    desk = Desk()
    await desk.ask()

    assert (await desk.approving.show.get(LEAD, "apr_1")).may_decide
    assert not (await desk.approving.show.get(ADA, "apr_1")).may_decide

    await desk.approving.ask.withdraw(ADA, "apr_1")
    assert not (await desk.approving.show.get(LEAD, "apr_1")).may_decide


async def test_a_named_approver_sees_it_before_and_after_the_vote() -> None:
    named = demanding(levels=[{"users": ["grace"]}])
    desk, grace = Desk(rulebook=named), person("grace", team=None)
    await desk.ask(usd="5000")

    assert await seen(desk, grace) == ["apr_1"]
    await desk.approving.decide(grace, "apr_1", ballot=Ballot(verdict=Verdict.APPROVE))

    found = await desk.approving.show.get(grace, "apr_1")
    assert (found.may_decide, found.state) == (False, ApprovalState.PENDING)


async def test_what_expired_is_shown_as_expired_before_anybody_sweeps() -> None:
    desk = Desk()
    await desk.ask()
    desk.clock.at += 72 * HOUR

    assert await seen(desk, ADA, ApprovalState.EXPIRED) == ["apr_1"]
    assert await seen(desk, ADA, ApprovalState.PENDING) == []


async def test_they_come_page_after_page() -> None:
    desk = Desk()
    for n in range(5):
        asked = replace(approval(id=f"apr_{n}"), rule_id=f"rule-{n}")
        await desk.stores.approvals.ask(asked)
    show = desk.approving.show

    page = await show.visible(ADA, most=2)
    rest = await show.visible(ADA, most=9, before=page[-1].approval.id)

    assert [one.approval.id for one in (*page, *rest)] == [f"apr_{n}" for n in (4, 3, 2, 1, 0)]
