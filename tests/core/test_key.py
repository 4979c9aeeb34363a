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
