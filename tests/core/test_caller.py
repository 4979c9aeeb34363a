"""Tests of `router.core.caller`."""

from router.core.caller import UNASSIGNED, Attribution, identify
from router.core.key import VirtualKey

CLAIM = Attribution(user="eve", team="any", project="moon", tags=("b", "c"))


def test_the_key_wins_over_what_the_request_claims() -> None:
    key = VirtualKey(id="key_1", name="app", user="ada", team="pay", project="atlas")

    caller = identify(key, CLAIM)

    assert (caller.user, caller.team, caller.project) == ("ada", "pay", "atlas")


def test_claims_fill_what_the_key_leaves_open() -> None:
    caller = identify(VirtualKey(id="key_1", name="app", team="pay"), CLAIM)

    assert (caller.user, caller.team, caller.project) == ("eve", "pay", "moon")


def test_nobody_is_billed_under_a_name_of_their_own() -> None:
    caller = identify(VirtualKey(id="key_1", name="app"), Attribution())

    assert {caller.user, caller.team, caller.project} == {UNASSIGNED}
    assert caller.key_id == "key_1"


def test_the_environment_is_the_keys_and_cannot_be_claimed() -> None:
    key = VirtualKey(id="key_1", name="app", environment="prod")

    assert identify(key, CLAIM).environment == "prod"


def test_tags_of_key_and_request_are_joined_without_repetition() -> None:
    key = VirtualKey(id="key_1", name="app", tags=("a", "b"))

    assert identify(key, CLAIM).tags == ("a", "b", "c")
