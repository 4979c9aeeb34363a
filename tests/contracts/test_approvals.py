"""What every store of approvals, grants and delegations does."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from router.core.approvals.approval import Approval, ApprovalState, Reach, Verdict, Vote
from router.core.approvals.delegation import Delegation
from router.core.errors import ApprovalConflict
from router.core.grant import Grant
from router.core.key import Role
from router.core.scope import Scope
from router.ports.approvals import Edited
from tests.contracts.conftest import Opened
from tests.factories import NOON, caller

HOUR = timedelta(hours=1)


def approval(id: str = "apr_1", *, at: datetime = NOON, rule: str = "dear") -> Approval:
    return Approval(
        id=id,
        decision_id=id.replace("apr", "dec"),
        rule_id=rule,
        caller=caller(),
        asked_by="key_1",
        asked_user="ada",
        reach=Reach.KEY,
        reason="größe\t海 '; DROP TABLE approval; --",
        wanted_usd=Decimal("12.000000001"),
        wanted_hours=24,
        asked_at=at,
        expires_at=at + 3 * HOUR,
        mark=f"mark of {id}",
    )


def grant(id: str = "grt_1", *, of: str = "apr_1", hours: int = 1) -> Grant:
    return Grant(
        id=id,
        approval_id=of,
        scope=Scope(key_id="key_1", user="größe"),
        rules=("dear", "many"),
        limit_usd=Decimal("12.000000001"),
        most_requests=7,
        since=NOON,
        until=NOON + hours * HOUR,
    )


def delegation(id: str = "dlg_1", *, hours: int = 1) -> Delegation:
    return Delegation(
        id=id,
        by="key_9",
        user="grace",
        team=None,
        role=Role.FINANCE,
        to="linus",
        since=NOON,
        until=NOON + hours * HOUR,
    )


def approved(found: Approval, given: Grant) -> Edited:
    vote = Vote(
        by="key_2",
        user=None,
        at=NOON,
        verdict=Verdict.APPROVE,
        limit_usd=Decimal(3),
        hours=1,
        message="fine\x00",
        in_place_of="grace",
    )
    return Edited(
        replace(
            found,
            state=ApprovalState.APPROVED,
            votes=(vote,),
            decided_at=NOON,
            grant_id=given.id,
        ),
        given,
    )


async def given(opened: Opened, one: Grant) -> None:
    """A grant, with the approval that gives it."""
    await opened.stores.approvals.ask(approval(one.approval_id, rule=one.id))
    await opened.stores.approvals.change(one.approval_id, lambda found: approved(found, one))


async def test_at_first_there_is_nothing(opened: Opened) -> None:
    assert await opened.stores.grants.version() == 0
    assert await opened.stores.approvals.get("apr_1") is None
    assert await opened.stores.approvals.latest(most=10) == []
    assert await opened.stores.approvals.change("apr_1", Edited) is None
    assert await opened.stores.grants.get("grt_1") is None
    assert await opened.stores.grants.open(NOON) == []
    assert await opened.stores.grants.change("grt_1", lambda one: one) is None
    assert await opened.stores.delegations.since(NOON) == []
    assert await opened.stores.delegations.revoke("dlg_1", at=NOON) is None


async def test_what_was_asked_comes_back_as_it_was(opened: Opened) -> None:
    asked = approval()

    kept = await opened.stores.approvals.ask(asked)

    assert kept == asked
    assert await opened.peer.approvals.get("apr_1") == asked
    assert await opened.peer.approvals.latest([ApprovalState.PENDING], most=2) == [asked]


async def test_names_that_no_store_keeps_are_kept_as_near_as_can_be(opened: Opened) -> None:
    odd = replace(approval(), caller=caller(user="a\x00\ud800"), reason="\ud800\x00")

    kept = await opened.stores.approvals.ask(odd)
    again = await opened.peer.approvals.ask(replace(odd, id="apr_2"))

    found = await opened.peer.approvals.get(kept.id)
    assert found is not None
    assert (found.caller.user, found.reason) == ("a\ufffd\ufffd", "\ufffd\ufffd")
    assert again.id == "apr_1"  # the same user as before


async def test_one_is_pending_for_a_rule_a_key_and_a_user(opened: Opened) -> None:
    first = await opened.stores.approvals.ask(approval("apr_1"))

    again = await opened.peer.approvals.ask(approval("apr_2"))
    other_rule = await opened.peer.approvals.ask(approval("apr_3", rule="many"))
    other_user = await opened.peer.approvals.ask(
        replace(approval("apr_4"), caller=caller(user="linus"))
    )

    assert again == first
    assert [other_rule.id, other_user.id] == ["apr_3", "apr_4"]


async def test_of_many_who_ask_at_once_one_is_kept(opened: Opened) -> None:
    stores = [opened.stores.approvals, opened.peer.approvals]

    found = await asyncio.gather(*(stores[n % 2].ask(approval(f"apr_{n}")) for n in range(12)))

    assert len({one.id for one in found}) == 1
    assert len(await opened.stores.approvals.latest(most=20)) == 1


async def test_asked_again_once_decided_or_expired_it_is_another_one(opened: Opened) -> None:
    approvals = opened.stores.approvals
    await approvals.ask(approval())
    await approvals.change("apr_1", lambda one: Edited(replace(one, state=ApprovalState.DENIED)))

    second = await approvals.ask(approval(at=NOON + HOUR))
    third = await approvals.ask(approval(at=NOON + 4 * HOUR))  # the second one has expired

    assert (second.id, second.follows) == ("apr_1-2", "apr_1")
    assert (third.id, third.follows) == ("apr_1-3", "apr_1-2")
    assert [one.id for one in await approvals.latest(most=9)] == ["apr_1-3", "apr_1-2", "apr_1"]


async def test_they_come_newest_first_by_state_page_after_page(opened: Opened) -> None:
    for n in range(5):
        one = approval(f"apr_{n}", at=NOON + n // 2 * HOUR, rule=f"rule-{n}")
        await opened.stores.approvals.ask(one)
    await opened.stores.approvals.change(
        "apr_3", lambda one: Edited(replace(one, state=ApprovalState.WITHDRAWN))
    )
    pending = [ApprovalState.PENDING]

    page = await opened.peer.approvals.latest(pending, most=2)
    rest = await opened.peer.approvals.latest(pending, most=9, before=page[-1])

    assert [one.id for one in (*page, *rest)] == ["apr_4", "apr_2", "apr_1", "apr_0"]


async def test_a_vote_and_the_grant_that_it_gives_are_kept_together(opened: Opened) -> None:
    await opened.stores.approvals.ask(approval())
    one = grant()

    edited = await opened.stores.approvals.change("apr_1", lambda found: approved(found, one))

    assert edited is not None
    kept = await opened.peer.approvals.get("apr_1")
    assert kept is not None
    assert (kept.state, kept.version, kept.grant_id) == (ApprovalState.APPROVED, 2, "grt_1")
    assert kept.votes[0].message == "fine\ufffd"
    assert edited.approval.version == 2
    assert await opened.peer.grants.get("grt_1") == one
    assert await opened.peer.grants.open(NOON) == [one]


async def test_what_an_edit_refuses_changes_nothing(opened: Opened) -> None:
    await opened.stores.approvals.ask(approval())

    def refuse(found: Approval) -> Edited:
        raise ApprovalConflict("It is decided.")

    with pytest.raises(ApprovalConflict, match="It is decided"):
        await opened.stores.approvals.change("apr_1", refuse)

    assert await opened.peer.approvals.get("apr_1") == approval()
    await opened.peer.approvals.change("apr_1", Edited)  # and no lock is left


async def test_of_many_who_decide_at_once_each_sees_what_came_before(opened: Opened) -> None:
    await opened.stores.approvals.ask(approval())
    made = 0

    def decide(found: Approval) -> Edited:
        nonlocal made
        if found.state is not ApprovalState.PENDING:
            raise ApprovalConflict("It is decided.")
        made += 1
        return approved(found, grant(f"grt_{made}"))

    stores = [opened.stores.approvals, opened.peer.approvals]
    votes = (stores[n % 2].change("apr_1", decide) for n in range(10))
    found = await asyncio.gather(*votes, return_exceptions=True)

    assert sum(isinstance(one, ApprovalConflict) for one in found) == 9
    assert len(await opened.stores.grants.latest(most=20)) == 1


async def test_each_change_gives_another_number(opened: Opened) -> None:
    seen = {await opened.peer.grants.version()}
    await opened.stores.approvals.ask(approval())
    seen.add(await opened.peer.grants.version())
    await opened.stores.approvals.change("apr_1", lambda found: approved(found, grant()))
    seen.add(await opened.peer.grants.version())
    await opened.stores.grants.change("grt_1", lambda one: replace(one, revoked_at=NOON))
    seen.add(await opened.peer.grants.version())

    assert len(seen) == 4


async def test_open_grants_come_by_their_end_and_no_ended_one_does(opened: Opened) -> None:
    for n, hours in enumerate((3, 1, 2, 5, 4)):
        await given(opened, grant(f"grt_{n}", of=f"apr_{n}", hours=hours))
    await opened.stores.grants.change("grt_3", lambda one: replace(one, revoked_at=NOON))
    await opened.stores.grants.change("grt_4", lambda one: replace(one, used_up_at=NOON))

    assert [one.id for one in await opened.peer.grants.open(NOON)] == ["grt_1", "grt_2", "grt_0"]
    assert [one.id for one in await opened.peer.grants.open(NOON + HOUR)] == ["grt_2", "grt_0"]


async def test_a_grant_changes_its_ends_and_nothing_else(opened: Opened) -> None:
    await given(opened, grant())

    changed = await opened.stores.grants.change(
        "grt_1", lambda one: replace(one, revoked_at=NOON + HOUR / 2)
    )

    ended = replace(grant(), revoked_at=NOON + HOUR / 2)
    assert changed == (grant(), ended)
    assert await opened.peer.grants.get("grt_1") == ended


async def test_all_grants_come_newest_first_page_after_page(opened: Opened) -> None:
    for n in range(4):
        one = replace(grant(f"grt_{n}", of=f"apr_{n}"), since=NOON + n // 2 * HOUR / 4)
        await given(opened, one)

    page = await opened.peer.grants.latest(most=3)
    rest = await opened.peer.grants.latest(most=3, before=page[-1])

    assert [one.id for one in (*page, *rest)] == ["grt_3", "grt_2", "grt_1", "grt_0"]


async def test_delegations_come_until_they_end(opened: Opened) -> None:
    short, long = delegation("dlg_1"), delegation("dlg_2", hours=2)
    await opened.stores.delegations.add(short)
    await opened.stores.delegations.add(long)

    assert await opened.peer.delegations.since(NOON) == [short, long]
    assert await opened.peer.delegations.since(NOON + HOUR) == [long]

    ended = await opened.stores.delegations.revoke("dlg_2", at=NOON + HOUR / 2)
    again = await opened.stores.delegations.revoke("dlg_2", at=NOON + HOUR)

    assert ended == again == replace(long, revoked_at=NOON + HOUR / 2)
    assert await opened.peer.delegations.since(NOON + HOUR / 4) == [short, ended]
    assert await opened.peer.delegations.since(NOON + HOUR / 2) == [short]
