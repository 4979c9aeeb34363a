"""Tests of `router.core.approvals.delegation`."""

from datetime import timedelta

from router.core.approvals.delegation import Delegation
from router.core.key import Role
from tests.approving import HOUR
from tests.factories import NOON

GIVEN = Delegation(
    id="dlg_1",
    by="key_finance",
    user="finance",
    team=None,
    role=Role.FINANCE,
    to="ada",
    since=NOON,
    until=NOON + 2 * HOUR,
)


def test_it_holds_from_its_beginning_until_just_before_its_end() -> None:
    assert not GIVEN.holds_at(NOON - timedelta(microseconds=1))
    assert GIVEN.holds_at(NOON)
    assert not GIVEN.holds_at(NOON + 2 * HOUR)


def test_a_revoked_one_holds_no_more_and_the_first_end_stands() -> None:
    ended = GIVEN.revoked(NOON + HOUR)

    assert not ended.holds_at(NOON + HOUR)
    assert ended.revoked(NOON) == ended
    assert ended.ends_at == NOON + HOUR


def test_one_that_has_ended_is_not_revoked_any_more() -> None:
    assert GIVEN.revoked(NOON + 3 * HOUR) == GIVEN
