"""Tests of `router.core.key`."""

from datetime import UTC, datetime, timedelta

import pytest

from router.core.key import LOCAL_KEY, VirtualKey
from tests.factories import NOON

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "is_usable"), [(NOON - SECOND, True), (NOON, False), (NOON + SECOND, False)]
)
def test_a_key_ends_at_the_moment_it_expires(now: datetime, is_usable: bool) -> None:
    key = VirtualKey(id="key_1", name="app", expires_at=NOON)

    assert key.is_usable(now) is is_usable


def test_a_revoked_key_is_not_usable_whatever_its_expiry() -> None:
    key = VirtualKey(id="key_1", name="app", revoked_at=NOON, expires_at=NOON + SECOND)

    assert not key.is_usable(NOON)


def test_the_local_key_never_expires_and_belongs_to_development() -> None:
    assert LOCAL_KEY.is_usable(datetime.max.replace(tzinfo=UTC))
    assert LOCAL_KEY.environment == "dev"


def test_a_key_is_booked_under_the_first_of_its_line() -> None:
    first = VirtualKey(id="key_1", name="app")
    second = VirtualKey(id="key_2", name="app", replaces=first.booked_as)
    third = VirtualKey(id="key_3", name="app", replaces=second.booked_as)

    assert {first.booked_as, second.booked_as, third.booked_as} == {"key_1"}


def test_the_first_revocation_stands() -> None:
    key = VirtualKey(id="key_1", name="app").revoked(NOON)

    assert key.revoked(NOON + SECOND).revoked_at == NOON


@pytest.mark.parametrize(
    ("expires_at", "ends"), [(None, NOON), (NOON + SECOND, NOON), (NOON - SECOND, NOON - SECOND)]
)
def test_a_key_that_is_to_end_never_lives_longer_for_it(
    expires_at: datetime | None, ends: datetime
) -> None:
    key = VirtualKey(id="key_1", name="app", expires_at=expires_at)

    assert key.ending(NOON).expires_at == ends
