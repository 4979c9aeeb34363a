"""Tests of `router.core.approvals.rights`: nobody approves their own, twice or beyond a level."""

from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.approval_routing import ApprovalRouting
from router.core.approvals.approval import Approval, Verdict, Vote
from router.core.approvals.delegation import Delegation
from router.core.approvals.rights import (
    Approver,
    Standin,
    is_approver,
    is_manager_of,
    may_decide,
    standing_of,
)
from router.core.caller import Attribution
from router.core.directory import EMPTY, Directory, Entry, EntryKind, Place
from router.core.errors import NotYours
from router.core.key import Role, VirtualKey
from tests.approving import (
    ADA,
    ADMIN,
    DEFAULTS,
    FINANCE,
    HOUR,
    LEAD,
    NAMELESS,
    approval,
    called_by,
    person,
    routing,
    standin,
)
from tests.factories import NOON

NAMED = {"levels": [{"users": ["grace"], "up_to_usd": 10}, {"roles": ["admin"]}]}


def may(
    key: VirtualKey,
    on: Approval | None = None,
    *,
    usd: str | None = None,
    by: ApprovalRouting = DEFAULTS,
    for_: VirtualKey | None = None,
) -> str | None:
    """Why somebody may not decide; None where they may."""
    amount_usd = None if usd is None else Decimal(usd)
    try:
        may_decide(on or approval(), standin(key, for_=for_), routing=by, amount_usd=amount_usd)
    except NotYours as error:
        return error.message
    return None


def voted_by(key: VirtualKey, *, for_: str | None = None) -> Vote:
    return Vote(
        by=key.booked_as,
        user=key.user,
        at=NOON,
        verdict=Verdict.APPROVE,
        limit_usd=Decimal(1),
        hours=1,
        in_place_of=for_,
    )


def test_roles_decide_and_a_lead_only_for_the_own_team() -> None:
    assert may(LEAD) is may(FINANCE) is may(ADMIN) is None
    assert "team_lead" in (may(person("other", role=Role.TEAM_LEAD, team="pay")) or "")
    assert may(person("grace")) is not None
    assert may(person("auditor", role=Role.AUDITOR)) is not None


def test_a_lead_of_no_team_leads_nobody() -> None:
    nobody = approval(by=replace(ADA, team=None))

    assert may(replace(LEAD, team=None), nobody) is not None
    assert may(replace(LEAD, team="unassigned"), nobody) is not None


def test_an_amount_needs_a_level_that_permits_it() -> None:
    big = approval(usd="500")

    assert may(LEAD, big, usd="100") is None
    assert "100 USD at most" in (may(LEAD, big, usd="100.01") or "")
    assert may(FINANCE, big, usd="500") is None


def test_a_later_level_decides_once_it_was_passed_on() -> None:
    by = routing(**NAMED)
    small = approval(usd="5")

    assert may(ADMIN, small, by=by) is not None
    assert may(ADMIN, replace(small, level=1), by=by, usd="5") is None


@pytest.mark.parametrize("usd", [None, "1"])
def test_nobody_approves_their_own_whichever_key_they_use(usd: str | None) -> None:
    same_user = person("second", role=Role.ADMIN, user="ada")
    same_line = VirtualKey(id="key_new", name="n", role=Role.ADMIN, replaces=ADA.id)

    for key in (replace(ADA, role=Role.ADMIN), same_user, same_line):
        assert "themselves" in (may(key, usd=usd) or "")


def test_whoever_asked_for_somebody_else_does_not_approve_it_either() -> None:
    for_ada = replace(approval(), asked_by=LEAD.id, asked_user="lead")

    assert "themselves" in (may(LEAD, for_ada) or "")


def test_a_user_that_was_only_claimed_cannot_approve_it() -> None:
    shared = VirtualKey(id="key_shared", name="shared", team="search")
    claimed = replace(approval(), caller=called_by(shared, Attribution(user="lead")))

    assert "themselves" in (may(LEAD, claimed) or "")


def test_nobody_votes_twice_not_even_through_somebody() -> None:
    once = replace(approval(usd="5000"), votes=(voted_by(FINANCE),))
    through = replace(approval(usd="5000"), votes=(voted_by(ADMIN, for_="finance"),))

    assert "already" in (may(person("f2", role=Role.ADMIN, user="finance"), once) or "")
    assert "already" in (may(FINANCE, through) or "")
    assert "already" in (may(person("grace"), through, for_=ADMIN) or "")
    assert may(LEAD, through) is None


def test_above_four_eyes_every_voice_needs_a_person() -> None:
    big = approval(usd="5000")

    assert "has a user" not in (may(NAMELESS, big, usd="1000") or "")
    assert "two persons" in (may(NAMELESS, big, usd="1001") or "")
    assert "two persons" in (may(person("grace"), big, usd="1001", for_=NAMELESS) or "")


def test_a_delegate_has_the_rights_of_who_delegated_and_no_more() -> None:
    grace = person("grace", team="pay")

    assert may(grace, for_=LEAD, usd="100") is None
    assert "100 USD at most" in (may(grace, approval(usd="200"), for_=LEAD, usd="200") or "")
    assert "themselves" in (may(ADA, for_=LEAD) or "")
    assert "themselves" in (may(grace, replace(approval(), asked_user="lead"), for_=LEAD) or "")


def test_a_named_user_counts_where_the_key_vouches_for_the_name() -> None:
    directory = Directory.of(
        [
            Entry(kind=EntryKind.TEAM, id="board"),
            Entry(kind=EntryKind.USER, id="grace", parent=Place(EntryKind.TEAM, "board")),
        ]
    )
    by = routing(**NAMED)

    def decides(key: VirtualKey, known: Directory) -> bool:
        one = Standin(approver=Approver.of(key, directory=known))
        return is_manager_of(approval(), one, routing=by)

    assert decides(person("grace", team=None), EMPTY)
    assert decides(person("grace", team="board"), directory)
    assert not decides(person("grace", team="search"), directory)
    assert not decides(person("grace", team="search"), EMPTY)


def test_who_could_decide_on_something_is_an_approver() -> None:
    assert is_approver(Approver.of(LEAD, directory=EMPTY), DEFAULTS)
    assert not is_approver(Approver.of(person("grace"), directory=EMPTY), DEFAULTS)
    assert is_approver(Approver.of(person("grace", team=None), directory=EMPTY), routing(**NAMED))


def test_one_stands_in_for_those_who_delegated_to_ones_user_or_key() -> None:
    def given(to: str, *, hours: int = 1) -> tuple[Delegation, Approver]:
        one = Delegation(
            id=f"dlg_{to}",
            by=FINANCE.id,
            user="finance",
            team=None,
            role=Role.FINANCE,
            to=to,
            since=NOON,
            until=NOON + hours * HOUR,
        )
        return one, Approver.of(FINANCE, directory=EMPTY)

    grace = Approver.of(person("grace", team=None), directory=EMPTY)
    every = [given("grace"), given("key_grace"), given("linus"), given("grace", hours=2)]

    found = list(standing_of(grace, every, at=NOON + HOUR))
    earlier = list(standing_of(grace, every, at=NOON))
    unvouched = list(standing_of(replace(grace, is_vouched=False), every, at=NOON))

    assert [one.giver is not None for one in found] == [False, True]
    assert len(earlier) == 4
    assert len(unvouched) == 2  # itself, and what was delegated to the key
