"""Tests of `router.core.coaching.own_request`."""

import pytest

from router.core.coaching.own_request import Oneself
from router.core.key import VirtualKey


def test_a_users_own_are_those_in_the_team_of_the_key() -> None:
    key = VirtualKey(id="key_2", name="n", user="ada", team="search", replaces="key_1")
    oneself = Oneself.of(key)
    assert oneself == Oneself(key_id="key_1", user="ada", team="search")
    assert oneself.person == "user:ada"


@pytest.mark.parametrize("user", [None, "", "unassigned"])
def test_without_a_user_they_are_the_keys(user: str | None) -> None:
    oneself = Oneself.of(VirtualKey(id="key_1", name="n", user=user))
    assert (oneself.user, oneself.person) == (None, "key:key_1")
