"""Tests of `router.core.caller`."""

from dataclasses import replace

import pytest

from router.core.caller import GRANT_TAG, UNASSIGNED, Attribution, identify
from router.core.directory import Directory, Entry, EntryKind, Place
from router.core.key import Claimable, VirtualKey

CLAIM = Attribution(user="eve", team="any", project="moon", tags=("b", "c"))
OPEN = VirtualKey(id="key_1", name="app")
ACME = Place(EntryKind.ORGANISATION, "acme")
SEARCH = Place(EntryKind.TEAM, "search")
DIRECTORY = Directory.of(
    (
        Entry(kind=EntryKind.ORGANISATION, id="acme"),
        Entry(kind=EntryKind.DEPARTMENT, id="rnd", parent=ACME, cost_centre="cc-rnd"),
        Entry(kind=EntryKind.TEAM, id="search", parent=Place(EntryKind.DEPARTMENT, "rnd")),
        Entry(kind=EntryKind.TEAM, id="pay", parent=ACME, cost_centre="cc-pay"),
        Entry(kind=EntryKind.PROJECT, id="atlas", parent=SEARCH),
        Entry(kind=EntryKind.PROJECT, id="moon", parent=SEARCH, cost_centre="cc-moon"),
        Entry(kind=EntryKind.USER, id="ada", parent=SEARCH),
        Entry(kind=EntryKind.SERVICE_ACCOUNT, id="indexer", parent=SEARCH),
    )
)


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


@pytest.mark.parametrize("claim", Claimable)
def test_a_claim_that_the_key_does_not_permit_is_as_good_as_none(claim: Claimable) -> None:
    bare = identify(OPEN, Attribution())

    caller = identify(replace(OPEN, may_claim=frozenset(Claimable) - {claim}), CLAIM)

    assert getattr(caller, claim.value) == getattr(bare, claim.value)
    assert {
        other for other in Claimable if getattr(caller, other.value) != getattr(bare, other)
    } == (frozenset(Claimable) - {claim})


def test_a_rotated_key_is_booked_as_the_one_before_it() -> None:
    assert identify(VirtualKey(id="key_2", name="app", replaces="key_1"), CLAIM).key_id == "key_1"


def test_the_directory_says_what_stands_above_the_team() -> None:
    caller = identify(replace(OPEN, team="search"), Attribution(), directory=DIRECTORY)

    assert (caller.organisation, caller.department, caller.cost_centre) == ("acme", "rnd", "cc-rnd")


def test_a_team_that_is_in_no_directory_is_booked_under_its_name() -> None:
    caller = identify(OPEN, Attribution(team="pirates"), directory=DIRECTORY)

    assert (caller.team, caller.organisation, caller.cost_centre) == ("pirates", None, None)


@pytest.mark.parametrize(
    "key",
    [
        VirtualKey(id="key_1", name="app", user="ada"),
        VirtualKey(id="key_1", name="app", project="atlas"),
        VirtualKey(id="key_1", name="app", service_account="indexer"),
    ],
    ids=["user", "project", "service account"],
)
def test_the_team_of_what_the_key_names_is_proof_and_beats_a_claim(key: VirtualKey) -> None:
    caller = identify(key, Attribution(team="pay"), directory=DIRECTORY)

    assert (caller.team, caller.department) == ("search", "rnd")
    assert caller.service_account == key.service_account


@pytest.mark.parametrize(
    ("claimed", "team"),
    [
        (Attribution(project="atlas"), "search"),
        (Attribution(user="ada"), "search"),
        (Attribution(user="ada", team="pay"), "pay"),
        (Attribution(user="nobody"), UNASSIGNED),
    ],
)
def test_a_claimed_team_beats_what_the_directory_says_of_other_claims(
    claimed: Attribution, team: str
) -> None:
    assert identify(OPEN, claimed, directory=DIRECTORY).team == team


@pytest.mark.parametrize(
    ("said", "payer"),
    [
        ({"project": "moon", "team": "search"}, "cc-moon"),
        ({"project": "atlas", "team": "pay"}, "cc-pay"),
        ({"project": "atlas", "team": "search"}, "cc-rnd"),
        ({"project": "atlas", "team": "pirates"}, "cc-rnd"),
        ({"team": "pirates"}, None),
    ],
    ids=["its own project", "team before project's team", "above", "team unknown", "nothing known"],
)
def test_a_project_with_a_cost_centre_of_its_own_pays_for_itself(
    said: dict[str, str], payer: str | None
) -> None:
    key = replace(OPEN, project=said.get("project"), team=said["team"])

    caller = identify(key, Attribution(), directory=DIRECTORY)

    assert caller.cost_centre == payer


def test_nobody_bears_the_tag_of_a_grant_neither_by_claim_nor_by_key() -> None:
    key = VirtualKey(id="key_1", name="app", tags=("a", f"{GRANT_TAG}grt_1"))
    claim = Attribution(tags=(f"{GRANT_TAG}grt_2", "b"))

    assert identify(key, claim).tags == ("a", "b")
    assert identify(key, Attribution()).tags == ("a",)


def test_it_is_known_what_only_the_request_says() -> None:
    assert identify(OPEN, Attribution()).claimed == ()
    assert identify(OPEN, CLAIM).claimed == ("user", "team", "project")
    assert identify(replace(OPEN, user="ada", team="pay"), CLAIM).claimed == ("project",)
    assert identify(replace(OPEN, may_claim=frozenset()), CLAIM).claimed == ()


def test_a_team_that_follows_from_a_claim_is_one_and_from_the_key_is_none() -> None:
    by_claim = identify(OPEN, Attribution(user="ada"), directory=DIRECTORY)
    by_key = identify(replace(OPEN, user="ada"), Attribution(), directory=DIRECTORY)

    assert (by_claim.team, by_claim.claimed) == ("search", ("user", "team"))
    assert (by_key.team, by_key.claimed) == ("search", ())
