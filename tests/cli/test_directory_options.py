"""Tests of `router.cli.directory_options`."""

import pytest

from router.cli.directory_options import new_parent, parent_of
from router.core.directory import EntryKind, Place
from router.core.errors import InvalidRequest

TEAM = Place(EntryKind.TEAM, "a")


@pytest.mark.parametrize("kind", ["organisation", "department", "team", "project"])
def test_the_one_that_is_named_is_the_parent(kind: str) -> None:
    assert parent_of(**{kind: "a"}) == Place(EntryKind(kind), "a")


def test_where_none_is_named_there_is_none() -> None:
    assert parent_of() is None


def test_two_are_named_in_the_refusal() -> None:
    with pytest.raises(InvalidRequest, match="department 'd' and team 't'"):
        parent_of(team="t", department="d")


def test_something_moves_to_a_place_or_to_nothing_as_told() -> None:
    assert new_parent(TEAM, is_nothing=False) == TEAM
    assert new_parent(None, is_nothing=True) is None


@pytest.mark.parametrize(("named", "is_nothing"), [(TEAM, True), (None, False)])
def test_what_is_not_told_is_not_guessed(named: Place | None, is_nothing: bool) -> None:
    with pytest.raises(InvalidRequest, match="or --nothing"):
        new_parent(named, is_nothing=is_nothing)
