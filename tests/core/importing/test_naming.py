"""Tests of `router.core.importing.naming`."""

import re

from hypothesis import given
from hypothesis import strategies as st

from router.core.importing.naming import TAKEN, Ids, Names


def test_the_first_free_wish_is_the_name() -> None:
    names = Names()
    assert names.pick((None, "gpt-4o", "azure-gpt-4o")) == "gpt-4o"
    assert names.pick(("gpt-4o", "azure-gpt-4o")) == "azure-gpt-4o"


def test_where_no_wish_is_free_the_last_gets_a_number() -> None:
    names = Names()
    assert [names.pick(("a",)) for _ in range(3)] == ["a", "a-2", "a-3"]


def test_names_with_a_meaning_of_their_own_are_never_given() -> None:
    assert Names().pick(("auto", "premium", "mine")) == "mine"


@given(st.lists(st.text(min_size=1, max_size=200), min_size=1))
def test_names_are_unique_and_not_too_long(wishes: list[str]) -> None:
    names = Names()
    given_names = [names.pick((wish,)) for wish in wishes]
    assert len(set(given_names)) == len(wishes)
    assert all(len(name) <= 128 and name not in TAKEN for name in given_names)


@given(st.lists(st.text(max_size=100)))
def test_ids_are_unique_and_well_formed(words: list[str]) -> None:
    ids = Ids()
    given_ids = [ids.give(word) for word in words]
    assert len(set(given_ids)) == len(words)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", one) for one in given_ids)
    assert "default" not in given_ids


def test_an_id_reads_like_its_words() -> None:
    assert Ids().give("gpt-4o", "Long input!") == "gpt-4o-long-input"
