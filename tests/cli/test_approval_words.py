"""Tests of `router.cli.approval_words`."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from router.cli.approval_words import GRANT_COLUMNS, approval_lines, grant_cells
from router.core.approvals.approval import Approval, ApprovalState, Reach, Verdict, Vote
from router.core.grant import Grant
from router.core.hold import AccountState, Unit
from router.core.scope import Scope
from router.services.show_approvals import SeenApproval
from router.services.show_grants import GrantStanding
from tests.factories import NOON, caller

DAY = timedelta(days=1)
GRANT = Grant(
    id="grt_1",
    approval_id="apr_1",
    scope=Scope(team="search"),
    rules=("r",),
    limit_usd=Decimal(5),
    since=NOON,
    until=NOON + DAY,
)
USD = AccountState(account="a", unit=Unit.USD, limit=5 * 10**9, spent=10**9, held=0)


@pytest.mark.parametrize(
    ("ended", "is_open", "word"),
    [
        ({}, True, "open"),
        ({}, False, "ended"),
        ({"revoked_at": NOON}, False, "revoked"),
        ({"used_up_at": NOON}, False, "used up"),
        ({"used_up_at": NOON, "revoked_at": NOON + DAY / 2}, False, "used up"),
    ],
)
def test_a_grant_says_how_it_ended(ended: dict[str, object], is_open: bool, word: str) -> None:
    grant = replace(GRANT, **ended)  # type: ignore[arg-type]
    standing = GrantStanding(grant=grant, usd=USD, requests=None, is_open=is_open)

    row = dict(zip(GRANT_COLUMNS, grant_cells(standing), strict=True))

    assert row["state"] == word
    assert (row["of"], row["limit"], row["spent"], row["left"]) == ("team search", "5", "1", "4")


def test_all_of_an_approval_is_told_and_nothing_paints_the_terminal() -> None:
    vote = Vote(
        by="key_2",
        user="lea",
        at=NOON,
        verdict=Verdict.APPROVE,
        limit_usd=Decimal("2.50"),
        hours=2,
        message="ok\r\n",
        in_place_of="finn",
    )
    approval = Approval(
        id="apr_1",
        decision_id="dec_1",
        rule_id="r",
        caller=caller(),
        asked_by="key_1",
        asked_user="ada\x07",
        reach=Reach.TEAM,
        reason="line\x1b[31m red\u202e",
        wanted_usd=Decimal("5.0"),
        wanted_hours=4,
        wanted_requests=9,
        estimate_usd=Decimal("0.25"),
        asked_at=NOON,
        expires_at=NOON + DAY,
        votes=(vote,),
        grant_id="grt_1",
    )

    lines = list(
        approval_lines(
            SeenApproval(approval=approval, state=ApprovalState.APPROVED, may_decide=False)
        )
    )

    assert "vote        approve 2.5 USD for 2 h by lea in the place of finn: ok  " in lines
    assert "estimate    0.25 USD for one request" in lines
    assert "requests    9" in lines
    assert "grant       grt_1" in lines
    assert all(line.isprintable() for line in lines)
