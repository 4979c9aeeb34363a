"""Tests of `router.core.rules.user`."""

from router.core.rules.user import UserIs
from tests.factories import caller, facts

KNOWN = facts(who=caller(user="ada"))


def test_matches_whole_names_only() -> None:
    assert UserIs(("bob", "ada")).matches(KNOWN)
    assert not UserIs(("Ada", "ad")).matches(KNOWN)


def test_tells_what_it_saw_and_wanted() -> None:
    assert UserIs(("bob",)).observed(KNOWN) == "user is ada"
    assert UserIs(("bob", "eve")).wanted() == "bob or eve"
