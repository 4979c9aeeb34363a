"""Tests of `router.services.known_callers`."""

from dataclasses import replace

from router.core.caller import Attribution, identify
from router.core.directory import EMPTY, Directory, Line
from router.services.known_callers import KnownCallers
from tests.factories import key

CLAIMED = Attribution(user="ada", tags=("nightly",))


def test_a_caller_that_called_before_is_the_very_same() -> None:
    callers, mine = KnownCallers(), key()

    first = callers.of(mine, CLAIMED, directory=EMPTY)

    assert first == identify(mine, CLAIMED)
    assert callers.of(mine, replace(CLAIMED, conversation_id="c-2"), directory=EMPTY) is first


def test_who_claims_to_be_another_is_another() -> None:
    callers, mine = KnownCallers(), key()
    callers.of(mine, CLAIMED, directory=EMPTY)

    assert callers.of(mine, replace(CLAIMED, user="grace"), directory=EMPTY).user == "grace"
    assert callers.of(mine, replace(CLAIMED, tags=()), directory=EMPTY).tags == ()


def test_a_key_that_changed_is_identified_anew() -> None:
    callers = KnownCallers()
    assert callers.of(key(team="search"), CLAIMED, directory=EMPTY).team == "search"

    assert callers.of(key(team="ads"), CLAIMED, directory=EMPTY).team == "ads"


def test_a_directory_that_changed_is_asked_anew() -> None:
    callers, mine = KnownCallers(), key(user="ada")
    assert callers.of(mine, CLAIMED, directory=EMPTY).organisation is None

    moved = Directory(users={"ada": Line(team="search", organisation="acme")})
    found = callers.of(mine, CLAIMED, directory=moved)

    assert found == identify(mine, CLAIMED, directory=moved)
    assert found.organisation == "acme"


def test_no_more_are_remembered_than_it_may() -> None:
    callers = KnownCallers(most=3)
    for number in range(10):
        claimed = Attribution(user=f"user-{number}")
        assert callers.of(key(), claimed, directory=EMPTY).user == f"user-{number}"

    assert len(callers) <= 3
