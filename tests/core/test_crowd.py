"""Tests of `router.core.crowd`."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.caller import UNASSIGNED
from router.core.crowd import FEWEST_PEOPLE, OTHERS, person_of, shown_as
from tests.factories import caller

GROUPS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.frozensets(st.integers(0, 12).map(str)), max_size=8
)


def people(*numbers: int) -> set[str]:
    return {str(number) for number in numbers}


@given(GROUPS)
def test_whatever_is_shown_holds_five_people_or_none(groups: dict[str, frozenset[str]]) -> None:
    shown = shown_as(groups)

    assert shown.keys() == groups.keys()
    for as_name in set(shown.values()) - {None}:
        crowd = frozenset[str]().union(*(groups[name] for name in groups if shown[name] == as_name))
        assert not 0 < len(crowd) < FEWEST_PEOPLE


@given(GROUPS)
def test_what_is_not_shown_by_name_is_shown_together_or_nothing_of_people_is(
    groups: dict[str, frozenset[str]],
) -> None:
    shown = shown_as(groups)

    if None in shown.values():
        assert not any(groups[name] for name, as_name in shown.items() if as_name is not None)
    else:
        small = {name for name, members in groups.items() if 0 < len(members) < FEWEST_PEOPLE}
        assert all(shown[name] == OTHERS for name in small)


def test_large_groups_keep_their_names() -> None:
    both = {"a": people(*range(5)), "b": people(*range(7))}
    assert shown_as(both) == {"a": "a", "b": "b"}


def test_one_small_group_takes_the_smallest_large_one_with_it() -> None:
    groups = {"a": people(1), "b": people(*range(9)), "c": people(*range(10, 16))}
    assert shown_as(groups) == {"a": OTHERS, "b": "b", "c": OTHERS}


def test_small_groups_that_are_large_together_leave_the_large_ones_alone() -> None:
    groups = {"a": people(1, 2), "b": people(3, 4, 5), "c": people(*range(10, 16))}
    assert shown_as(groups) == {"a": OTHERS, "b": OTHERS, "c": "c"}


def test_one_person_in_several_groups_is_one_person() -> None:
    groups = {name: people(1, 2) for name in "abc"}
    assert shown_as(groups) == dict.fromkeys("abc")


def test_programs_are_shown_by_name_and_do_not_hide_anybody() -> None:
    groups = {"nightly": people(), "a": people(1)}
    assert shown_as(groups) == {"nightly": "nightly", "a": None}


@pytest.mark.parametrize(("user", "expected"), [("ada", "ada"), (UNASSIGNED, "key_1")])
def test_who_names_no_user_is_known_by_the_key(user: str, expected: str) -> None:
    assert person_of(caller(user=user)) == expected


def test_a_program_is_nobody() -> None:
    assert person_of(replace(caller(), service_account="nightly")) is None
