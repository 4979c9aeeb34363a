"""Tests of `router.adapters.storage.key_refusals`."""

import pytest

from router.adapters.storage.key_refusals import check_replaced, taken
from router.core.errors import InvalidRequest
from router.core.key import VirtualKey
from tests.factories import NOON

KEY = VirtualKey(id="key_1", name="one")


def test_a_key_that_is_there_may_be_replaced() -> None:
    check_replaced("key_1", KEY)


@pytest.mark.parametrize("ended", [None, KEY.revoked(NOON)], ids=["not there", "revoked"])
def test_a_key_that_is_gone_may_not(ended: VirtualKey | None) -> None:
    with pytest.raises(InvalidRequest, match="'key_1' was revoked, or is not there"):
        check_replaced("key_1", ended)


def test_an_id_that_is_taken_is_named_and_a_secret_is_not() -> None:
    assert "'key_1'" in taken(KEY).message
