"""Who may see and change what?"""

from dataclasses import replace

import pytest

from router.core.access import MATRIX, Permission, Reach, reach_of, reaches
from router.core.caller import UNASSIGNED, Caller
from router.core.key import LOCAL_KEY, Role, VirtualKey

ADA = VirtualKey(id="key_1", name="ada's", team="search", user="ada")
CHANGES = {
    Permission.WRITE_KEYS,
    Permission.WRITE_DIRECTORY,
    Permission.WRITE_LIMITS,
    Permission.RELEASE_FINDINGS,
    Permission.CLEAR_ANSWERS,
    Permission.CORRECT_LEDGER,
    Permission.CHANGE_POLICY,
}
OWN = Caller(key_id="key_1", user="grace", team="ads")
SAME_USER = Caller(key_id="key_2", user="ada", team="search")
SAME_NAME = Caller(key_id="key_3", user="ada", team="ads")
SAME_TEAM = Caller(key_id="key_4", user="grace", team="search")
OTHER = Caller(key_id="key_5", user="grace", team="ads")
NOBODY = Caller(key_id="key_6")


def test_every_role_is_in_the_matrix() -> None:
    assert set(MATRIX) == set(Role)


def test_an_auditor_reads_everything_and_changes_nothing() -> None:
    given = MATRIX[Role.AUDITOR]
    assert {p for p, reach in given.items() if reach is Reach.ALL} == set(Permission) - CHANGES
    assert not CHANGES & set(given)


@pytest.mark.parametrize(
    ("role", "changes"),
    [
        (Role.ADMIN, dict.fromkeys(CHANGES, Reach.ALL)),
        (
            Role.FINANCE,
            {Permission.WRITE_LIMITS: Reach.ALL, Permission.CORRECT_LEDGER: Reach.ALL},
        ),
        (
            Role.TEAM_LEAD,
            {Permission.WRITE_KEYS: Reach.TEAM, Permission.RELEASE_FINDINGS: Reach.TEAM},
        ),
        (Role.AUDITOR, {}),
        (Role.MEMBER, {}),
    ],
)
def test_what_each_role_may_change(role: Role, changes: dict[Permission, Reach]) -> None:
    assert {p: r for p, r in MATRIX[role].items() if p in CHANGES} == changes


def test_only_admins_and_auditors_read_the_audit_log() -> None:
    readers = {role for role in Role if Permission.READ_AUDIT_LOG in MATRIX[role]}
    assert readers == {Role.ADMIN, Role.AUDITOR}


@pytest.mark.parametrize("permission", Permission)
def test_a_caller_without_a_key_looks_and_changes_nothing(permission: Permission) -> None:
    reach = reach_of(LOCAL_KEY, permission)
    if permission in CHANGES:
        assert reach is Reach.NONE
    assert reach <= reach_of(replace(ADA, role=Role.ADMIN), permission)


def test_a_caller_without_a_key_sees_decisions_and_use_of_all() -> None:
    for permission in (Permission.READ_DECISIONS, Permission.READ_USAGE, Permission.READ_LIMITS):
        assert reach_of(LOCAL_KEY, permission) is Reach.ALL
    for permission in (Permission.READ_AUDIT_LOG, Permission.READ_DIRECTORY):
        assert reach_of(LOCAL_KEY, permission) is Reach.NONE


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.MEMBER, [OWN, SAME_USER]),
        (Role.FINANCE, [OWN, SAME_USER]),
        (Role.TEAM_LEAD, [OWN, SAME_USER, SAME_TEAM]),
        (Role.AUDITOR, [OWN, SAME_USER, SAME_NAME, SAME_TEAM, OTHER, NOBODY]),
        (Role.ADMIN, [OWN, SAME_USER, SAME_NAME, SAME_TEAM, OTHER, NOBODY]),
    ],
)
def test_whose_decisions_each_role_sees(role: Role, seen: list[Caller]) -> None:
    key = replace(ADA, role=role)
    everybody = [OWN, SAME_USER, SAME_NAME, SAME_TEAM, OTHER, NOBODY]
    assert [c for c in everybody if reaches(key, Permission.READ_DECISIONS, owner=c)] == seen


def test_a_user_without_a_team_sees_what_was_asked_in_that_name_anywhere() -> None:
    key = replace(ADA, team=None)
    assert reaches(key, Permission.READ_DECISIONS, owner=SAME_NAME)


def test_a_rotated_key_sees_what_the_key_before_it_asked() -> None:
    key = replace(ADA, id="key_9", replaces="key_1", user=None)
    assert reaches(key, Permission.READ_DECISIONS, owner=OWN)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.TEAM_LEAD])
def test_nobody_owns_what_is_unassigned(role: Role) -> None:
    for key in (ADA, replace(ADA, team=None, user=None)):
        named = replace(key, role=role, team=UNASSIGNED, user=UNASSIGNED)
        assert not reaches(named, Permission.READ_DECISIONS, owner=NOBODY)
        assert not reaches(replace(key, role=role), Permission.READ_DECISIONS, owner=NOBODY)


@pytest.mark.parametrize("team", [None, UNASSIGNED])
@pytest.mark.parametrize("permission", Permission)
def test_a_lead_of_no_team_is_a_member(team: str | None, permission: Permission) -> None:
    lead = replace(ADA, role=Role.TEAM_LEAD, team=team)
    assert reach_of(lead, permission) is reach_of(replace(ADA, role=Role.MEMBER), permission)


def test_what_is_not_permitted_reaches_not_even_ones_own() -> None:
    assert not reaches(ADA, Permission.WRITE_KEYS, owner=OWN)
