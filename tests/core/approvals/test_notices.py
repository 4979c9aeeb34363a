"""Tests of `router.core.approvals.notices`."""

import json
from dataclasses import replace
from decimal import Decimal

from router.core.approvals.approval import ApprovalState, Verdict, Vote
from router.core.approvals.notices import (
    approval_told,
    asked_notice,
    decided_notice,
    escalated_notice,
    expired_notice,
    used_up_notice,
)
from router.core.notices.notice import NoticeKind
from tests.approving import DEFAULTS, approval, grant, person, routing
from tests.factories import NOON

BY_MAIL = routing(
    levels=[{"users": ["grace@acme.example", "linus"]}],
    link="https://acme.example/{approval}",
)
MAILED = replace(approval(by=person("ada", user="ada@acme.example")), estimate_usd=Decimal("0.5"))
VOTE = Vote(
    by="key_lead", user="lead", at=NOON, verdict=Verdict.APPROVE, limit_usd=Decimal(10), hours=1
)


def test_those_who_may_decide_are_told_who_wants_what_and_why() -> None:
    told = asked_notice(MAILED, BY_MAIL, id="ntc_1", at=NOON)

    assert told.kind is NoticeKind.APPROVAL_ASKED
    assert told.subject == "ada@acme.example asks for 50 USD for 24 h"
    assert "a study" in told.text
    assert "expected to cost 0.5 USD" in told.text
    assert "waits for grace@acme.example or linus until 2026-11-23 12:00 UTC" in told.text
    assert told.link == "https://acme.example/apr_1"
    assert told.to == ("grace@acme.example",)


def test_those_it_was_passed_on_to_are_told_since_when_it_waits() -> None:
    told = escalated_notice(replace(approval(), level=1), DEFAULTS, id="ntc_1", at=NOON)

    assert told.kind is NoticeKind.APPROVAL_ESCALATED
    assert "waited since 2026-11-20 12:00 UTC" in told.text
    assert "finance or admin may decide" in told.text


def test_whoever_asked_is_told_what_was_decided_and_what_to_do() -> None:
    given = replace(MAILED, state=ApprovalState.APPROVED, votes=(VOTE,), message="Go.")
    told = decided_notice(given, BY_MAIL, id="ntc_1", at=NOON, grant=grant(requests=3))
    denied = replace(MAILED, state=ApprovalState.DENIED, votes=(VOTE,), message="No.")
    not_given = decided_notice(denied, BY_MAIL, id="ntc_2", at=NOON, grant=None)

    assert told.to == ("ada@acme.example",)
    assert "is approved by lead. They say: Go. 10 USD and 3 requests can be used" in told.text
    assert "ask again" in not_given.text


def test_an_expired_one_is_told_of_on_both_sides() -> None:
    told = expired_notice(MAILED, BY_MAIL, id="ntc_1", at=NOON)

    assert told.to == ("ada@acme.example", "grace@acme.example")


def test_of_a_used_up_grant_whoever_asked_is_told() -> None:
    told = used_up_notice(grant(), MAILED, id="ntc_1", at=NOON, link="/x")

    assert told.kind is NoticeKind.GRANT_USED_UP
    assert told.to == ("ada@acme.example",)
    assert used_up_notice(grant(), None, id="ntc_1", at=NOON, link="/x").to == ()


def test_what_programs_are_told_is_plain_json() -> None:
    voted = replace(approval(), votes=(VOTE, replace(VOTE, verdict=Verdict.DENY)))

    told = json.loads(json.dumps(approval_told(voted)))

    assert told["wanted_usd"] == "50"
    assert [one["verdict"] for one in told["votes"]] == ["approve", "deny"]
    assert "limit_usd" not in told["votes"][1]
