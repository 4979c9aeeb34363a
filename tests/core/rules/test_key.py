"""Tests of `router.core.rules.key`."""

from router.core.rules.key import KeyIs
from tests.factories import facts


def test_matches_the_id_of_the_key() -> None:
    assert KeyIs(("key_0", "key_1")).matches(facts())
    assert not KeyIs(("key_0", "key")).matches(facts())


def test_tells_what_it_saw_and_wanted() -> None:
    assert KeyIs(("key_0",)).observed(facts()) == "key is key_1"
    assert KeyIs(("key_0",)).wanted() == "key_0"
