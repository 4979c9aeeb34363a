"""Tests of `router.services.decide_approval`."""

import asyncio
from decimal import Decimal

import pytest

from router.core.approvals.approval import ApprovalState, Verdict
from router.core.approvals.life import Ballot
from router.core.errors import ApprovalConflict, NotYours
from router.core.grant import Grant
from router.services.administer import NotThere
from router.services.decide_approval import Decided
from tests.approving import ADA, ADMIN, FINANCE, HOUR, LEAD, Desk, person

YES = Ballot(verdict=Verdict.APPROVE)
NO = Ballot(verdict=Verdict.DENY, message="Use economy.")


async def test_a_vote_makes_the_grant_is_written_down_and_told_of() -> None:
    desk = Desk()
    await desk.ask()

    decided = await desk.approving.decide(
        LEAD, "apr_1", ballot=Ballot(verdict=Verdict.APPROVE, limit_usd=Decimal(20))
    )

    assert decided.approval.state is ApprovalState.APPROVED
    assert decided.grant is not None
    assert await desk.stores.grants.get(decided.grant.id) == decided.grant
    assert decided.grant.limit_usd == Decimal(20)
    assert (await desk.acts())[-2:] == [("approval.vote", "begun"), ("approval.vote", "done")]
    assert desk.notices.told == ["approval.asked", "approval.decided"]


async def test_a_denial_says_why_and_gives_nothing() -> None:
    desk = Desk()
    await desk.ask()

    decided = await desk.approving.decide(FINANCE, "apr_1", ballot=NO)

    assert (decided.approval.state, decided.grant) == (ApprovalState.DENIED, None)
    assert "Use economy." in desk.notices.notices[-1].text


async def test_the_first_of_four_eyes_decides_nothing_yet() -> None:
    desk = Desk()
    await desk.ask(usd="5000")

    once = await desk.approving.decide(FINANCE, "apr_1", ballot=YES)
    twice = await desk.approving.decide(ADMIN, "apr_1", ballot=YES)

    assert (once.approval.state, once.grant) == (ApprovalState.PENDING, None)
    assert twice.grant is not None
    assert desk.notices.told == ["approval.asked", "approval.decided"]


async def test_of_two_at_once_one_makes_the_grant_and_one_is_told_what_happened() -> None:
    desk = Desk()
    await desk.ask()

    found = await asyncio.gather(
        desk.approving.decide(LEAD, "apr_1", ballot=YES),
        desk.approving.decide(FINANCE, "apr_1", ballot=NO),
        desk.approving.decide(ADMIN, "apr_1", ballot=YES),
        return_exceptions=True,
    )

    assert sum(isinstance(one, Decided) for one in found) == 1
    conflicts = [one for one in found if isinstance(one, ApprovalConflict)]
    assert len(conflicts) == 2
    assert "not pending any more" in conflicts[0].message
    assert len(await desk.stores.grants.latest(most=9)) <= 1


async def test_what_is_refused_is_written_down_as_refused() -> None:
    desk = Desk()
    await desk.ask()

    with pytest.raises(NotYours, match="themselves"):
        await desk.approving.decide(ADA, "apr_1", ballot=YES)

    assert (await desk.acts())[-1] == ("approval.vote", "refused")
    assert await desk.stores.grants.latest(most=9) == []


async def test_whoever_may_not_see_it_does_not_learn_that_it_is_there() -> None:
    desk = Desk()
    await desk.ask()

    with pytest.raises(NotThere):
        await desk.approving.decide(person("eve", team="pay"), "apr_1", ballot=YES)


async def test_a_delegate_decides_in_the_place_of_who_delegated() -> None:
    desk = Desk()
    await desk.ask()
    await desk.stores.keys.add(LEAD, secret="tw-secret")
    grace = person("grace", team=None)
    await desk.approving.delegate.delegate(LEAD, to="grace", until=desk.clock.at + HOUR)

    decided = await desk.approving.decide(grace, "apr_1", ballot=YES)

    (vote,) = decided.approval.votes
    assert (vote.user, vote.in_place_of) == ("grace", "lead")
    assert isinstance(decided.grant, Grant)


async def test_a_notice_that_cannot_be_kept_undoes_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk()
    await desk.ask()
    desk.notices.is_broken = True

    decided = await desk.approving.decide(LEAD, "apr_1", ballot=YES)

    assert decided.grant is not None
    assert "Nobody is told of this" in caplog.text
