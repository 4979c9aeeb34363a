"""Tests of `router.api.approval_json`."""

import json
from datetime import timedelta
from decimal import Decimal

from router.api.approval_json import approval_json, delegation_json, grant_json
from router.core.approvals.approval import Approval, ApprovalState, Reach, Verdict, Vote
from router.core.approvals.delegation import Delegation
from router.core.grant import Grant
from router.core.hold import AccountState, Unit
from router.core.key import Role
from router.core.scope import Scope
from router.services.show_approvals import SeenApproval
from router.services.show_grants import GrantStanding
from tests.factories import NOON, caller

DAY = timedelta(days=1)
USD = AccountState(
    account="grant:grt_1:usd", unit=Unit.USD, limit=5 * 10**9, spent=10**9, held=5 * 10**8
)


def test_an_approval_is_shown_as_of_now_with_amounts_as_people_write_them() -> None:
    vote = Vote(
        by="key_2",
        user="lea",
        at=NOON,
        verdict=Verdict.APPROVE,
        limit_usd=Decimal("2.500000000"),
        hours=2,
    )
    approval = Approval(
        id="apr_1",
        decision_id="dec_1",
        rule_id="r",
        caller=caller(),
        asked_by="key_1",
        reach=Reach.KEY,
        reason="Because.",
        wanted_usd=Decimal("5.000000000"),
        wanted_hours=4,
        estimate_usd=Decimal("0.000425000"),
        asked_at=NOON,
        expires_at=NOON + DAY,
        votes=(vote,),
    )

    shown = approval_json(
        SeenApproval(approval=approval, state=ApprovalState.EXPIRED, may_decide=False)
    )

    assert (shown["id"], shown["state"]) == ("apr_1", "expired")
    assert (shown["wanted_usd"], shown["estimate_usd"]) == ("5", "0.000425")
    assert '"limit_usd": "2.5"' in json.dumps(shown["votes"])
    assert "approval" not in shown


def test_a_grant_is_shown_with_what_is_left() -> None:
    grant = Grant(
        id="grt_1",
        approval_id="apr_1",
        scope=Scope(key_id="key_1"),
        rules=("r",),
        limit_usd=Decimal(5),
        since=NOON,
        until=NOON + DAY,
    )

    shown = grant_json(GrantStanding(grant=grant, usd=USD, requests=None, is_open=True))

    assert shown["standing"] == {
        "limit_usd": "5",
        "spent_usd": "1",
        "held_usd": "0.5",
        "left_usd": "3.5",
    }
    assert json.loads(json.dumps(shown)) == shown


def test_a_delegation_that_was_ended_is_shown_until_its_end() -> None:
    one = Delegation(
        id="dlg_1",
        by="key_1",
        user="lea",
        team="search",
        role=Role.TEAM_LEAD,
        to="ada",
        since=NOON,
        until=NOON + DAY,
        revoked_at=NOON + DAY / 2,
    )

    assert delegation_json(one) == {
        "object": "tierwise.delegation",
        "id": "dlg_1",
        "by": "lea",
        "to": "ada",
        "since": NOON.isoformat(),
        "until": (NOON + DAY / 2).isoformat(),
    }
