"""Tests of `router.core.approvals.life`: what becomes of an approval, whoever votes and when."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from router.core.approval_routing import ApprovalRouting
from router.core.approvals.approval import Approval, ApprovalState, Reach, Verdict
from router.core.approvals.life import (
    Ballot,
    escalated,
    expired,
    is_due,
    scope_of,
    state_at,
    voted,
    withdrawn,
)
from router.core.approvals.rights import Standin, voters
from router.core.errors import ApprovalConflict, InvalidRequest, NotYours, RouterError
from router.core.grant import Grant
from router.core.key import Role, VirtualKey
from router.core.scope import Scope
from tests.approving import (
    ADA,
    ADMIN,
    DEFAULTS,
    FINANCE,
    HOUR,
    LEAD,
    RULE,
    approval,
    person,
    routing,
    standin,
)
from tests.factories import NOON, caller


def vote(
    on: Approval,
    by: VirtualKey,
    *,
    at: datetime = NOON,
    told: ApprovalRouting = DEFAULTS,
    verdict: Verdict = Verdict.APPROVE,
    **said: object,
) -> tuple[Approval, Grant | None]:
    ballot = Ballot(verdict=verdict, **said)  # type: ignore[arg-type]
    return voted(on, ballot, standin=standin(by), routing=told, at=at, new_id=lambda: "grt_1")


def test_one_who_may_gives_all_that_was_asked_for() -> None:
    found, grant = vote(approval(requests=7), LEAD, at=NOON + HOUR)

    assert found.state is ApprovalState.APPROVED
    assert grant == Grant(
        id="grt_1",
        approval_id="apr_1",
        scope=Scope(key_id="key_ada"),
        rules=(RULE,),
        limit_usd=Decimal(50),
        most_requests=7,
        since=NOON + HOUR,
        until=NOON + 25 * HOUR,
    )
    assert found.grant_id == "grt_1"


def test_less_can_be_approved_of_each() -> None:
    _, grant = vote(
        approval(), LEAD, limit_usd=Decimal(20), hours=2, most_requests=3, message="try it"
    )

    assert grant is not None
    assert (grant.limit_usd, grant.most_requests) == (Decimal(20), 3)
    assert grant.until == NOON + 2 * HOUR


@pytest.mark.parametrize(
    ("said", "param"),
    [
        ({"limit_usd": Decimal("50.01")}, "usd"),
        ({"limit_usd": Decimal(0)}, "usd"),
        ({"hours": 25}, "hours"),
        ({"most_requests": 8}, "requests"),
        ({"message": "m" * 1_001}, "message"),
        ({"verdict": Verdict.DENY, "message": "  "}, "message"),
    ],
)
def test_more_than_asked_for_or_none_or_no_reason_is_refused(
    said: dict[str, Any], param: str
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        vote(approval(requests=7), LEAD, **said)

    assert caught.value.param == param


def test_four_eyes_give_the_least_of_both() -> None:
    once, nothing = vote(
        approval(usd="5000", requests=9), FINANCE, limit_usd=Decimal(3000), most_requests=4
    )
    twice, grant = vote(once, ADMIN, limit_usd=Decimal(4000), hours=2)

    assert nothing is None
    assert once.state is ApprovalState.PENDING
    assert twice.state is ApprovalState.APPROVED
    assert grant is not None
    assert (grant.limit_usd, grant.most_requests) == (Decimal(3000), 4)
    assert grant.until == NOON + 2 * HOUR


def test_one_voice_suffices_for_so_little_that_no_four_eyes_are_needed() -> None:
    found, grant = vote(approval(usd="5000"), FINANCE, limit_usd=Decimal(1000))

    assert found.state is ApprovalState.APPROVED
    assert grant is not None


def test_a_denial_ends_it_with_its_reason() -> None:
    once, _ = vote(approval(usd="5000"), FINANCE)
    found, grant = vote(once, ADMIN, verdict=Verdict.DENY, message="Use economy.")

    assert (found.state, found.message, grant) == (ApprovalState.DENIED, "Use economy.", None)


def test_of_what_is_decided_one_is_told_how_and_by_whom() -> None:
    found, _ = vote(approval(), LEAD)

    with pytest.raises(ApprovalConflict, match=r"approved by lead at 2026-11-20 12:00 UTC"):
        vote(found, FINANCE)
    with pytest.raises(ApprovalConflict, match="expired at"):
        vote(approval(), LEAD, at=NOON + 72 * HOUR)
    with pytest.raises(ApprovalConflict, match="withdrawn at"):
        vote(withdrawn(approval(), NOON), LEAD)
    with pytest.raises(ApprovalConflict):
        withdrawn(found, NOON)


def test_who_saw_another_version_is_told_to_look_again() -> None:
    with pytest.raises(ApprovalConflict, match="Look again"):
        vote(approval(), LEAD, version=2)

    assert vote(approval(), LEAD, version=1)[1] is not None


def test_it_expires_by_itself() -> None:
    late = NOON + 72 * HOUR

    assert state_at(approval(), late) is ApprovalState.EXPIRED
    assert state_at(approval(), NOON) is ApprovalState.PENDING
    assert state_at(withdrawn(approval(), NOON), late) is ApprovalState.WITHDRAWN
    assert expired(approval()).decided_at == late


def test_it_is_passed_on_once_for_each_time_that_passed_and_not_beyond_the_last() -> None:
    small = approval(usd="5")

    assert not is_due(small, DEFAULTS, at=NOON + 3.9 * HOUR)
    assert is_due(small, DEFAULTS, at=NOON + 4 * HOUR)
    assert not is_due(escalated(small), DEFAULTS, at=NOON + 70 * HOUR)
    assert not is_due(approval(usd="500"), DEFAULTS, at=NOON + 70 * HOUR)
    assert not is_due(small, DEFAULTS, at=NOON + 72 * HOUR)
    assert not is_due(small, routing(escalate_after=None), at=NOON + 70 * HOUR)


def test_a_grant_is_for_what_was_asked_and_never_for_nobody() -> None:
    who = caller()

    assert scope_of(who, Reach.KEY) == Scope(key_id="key_1")
    assert scope_of(who, Reach.USER) == Scope(user="ada")
    assert scope_of(who, Reach.TEAM) == Scope(team="search")
    assert scope_of(who, Reach.PROJECT) == Scope(project="atlas")
    with pytest.raises(InvalidRequest, match="named no user"):
        scope_of(caller(user="unassigned"), Reach.USER)


PEOPLE = (
    ADA,
    LEAD,
    FINANCE,
    ADMIN,
    person("ada2", role=Role.ADMIN, user="ada"),
    VirtualKey(id="key_ada3", name="rotated", role=Role.FINANCE, replaces=ADA.id),
    person("finance2", role=Role.ADMIN, team=None, user="finance"),
    VirtualKey(id="key_x", name="x", role=Role.ADMIN),
    VirtualKey(id="key_y", name="y", role=Role.ADMIN),
    person("grace"),
)


class Approving(RuleBasedStateMachine):
    """Anybody says anything, in any order and for anybody, while time passes."""

    @initialize(usd=st.sampled_from(["99", "500", "9000", "9000"]), by=st.sampled_from(PEOPLE))
    def ask(self, usd: str, by: VirtualKey) -> None:
        self.approval = approval(usd=usd, by=ADA, requests=100)
        self.approval = replace(self.approval, asked_by=by.booked_as, asked_user=by.user)
        self.at, self.ids = NOON, count()
        self.grants: list[Grant] = []

    @rule(
        key=st.sampled_from(PEOPLE),
        giver=st.sampled_from([None, None, None, *PEOPLE]),
        usd=st.sampled_from([None, None, 8_000, 1_500, 90]),
        hours=st.none() | st.integers(1, 24),
        requests=st.none() | st.integers(1, 100),
        denies=st.sampled_from([*[False] * 9, True]),
    )
    def vote(
        self,
        key: VirtualKey,
        giver: VirtualKey | None,
        usd: int | None,
        hours: int | None,
        requests: int | None,
        *,
        denies: bool,
    ) -> None:
        ballot = Ballot(
            verdict=Verdict.DENY if denies else Verdict.APPROVE,
            limit_usd=None if usd is None else Decimal(usd),
            hours=hours,
            most_requests=requests,
            message="so",
        )
        self._count(ballot, standin(key, for_=giver))

    @rule(key=st.sampled_from([FINANCE, ADMIN, PEOPLE[6]]))
    def approve_all(self, key: VirtualKey) -> None:
        self._count(Ballot(verdict=Verdict.APPROVE), standin(key))

    def _count(self, ballot: Ballot, who: Standin) -> None:
        try:
            self.approval, grant = voted(
                self.approval,
                ballot,
                standin=who,
                routing=DEFAULTS,
                at=self.at,
                new_id=lambda: f"grt_{next(self.ids)}",
            )
        except (NotYours, ApprovalConflict, InvalidRequest):
            return
        if grant is not None:
            self.grants.append(grant)

    @rule()
    def wait(self) -> None:
        self.at += 5 * HOUR
        if is_due(self.approval, DEFAULTS, at=self.at):
            self.approval = escalated(self.approval)

    @rule(gives_up=st.sampled_from([*[False] * 9, True]))
    def withdraw(self, *, gives_up: bool) -> None:
        if gives_up:
            try:
                self.approval = withdrawn(self.approval, self.at)
            except RouterError:
                assert state_at(self.approval, self.at) is not ApprovalState.PENDING

    @invariant()
    def at_most_one_grant_is_made_and_only_by_approval(self) -> None:
        is_approved = self.approval.state is ApprovalState.APPROVED
        assert len(self.grants) == int(is_approved)

    @invariant()
    def nobody_approves_their_own_nor_twice(self) -> None:
        asker = {ADA.id, "ada", self.approval.asked_by, self.approval.asked_user}
        seen: set[str] = set()
        for one in self.approval.votes:
            assert not voters(one) & asker
            assert not voters(one) & seen
            seen |= voters(one)

    @invariant()
    def enough_persons_approved_and_the_least_of_them_holds(self) -> None:
        for grant in self.grants:
            votes = self.approval.votes
            persons = {one.user for one in votes if one.user is not None}
            assert grant.limit_usd <= 1_000 or len(persons) >= 2
            assert grant.limit_usd == min(one.limit_usd or 0 for one in votes)
            assert grant.until - grant.since == min(one.hours or 0 for one in votes) * HOUR
            assert grant.most_requests == min(one.most_requests or 0 for one in votes)
            assert grant.limit_usd <= self.approval.wanted_usd


TestApproving = Approving.TestCase
TestApproving.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
