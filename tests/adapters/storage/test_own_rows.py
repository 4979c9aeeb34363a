"""Tests of `router.adapters.storage.own_rows`; that queries find the rows is in tests/contracts."""

from dataclasses import replace

import pytest

from router.adapters.storage.facts_json import facts_to_json
from router.adapters.storage.own_rows import ChoiceQueries, choice_of, own_requests, whose
from router.core.coaching.choice import CoachChoice
from router.core.coaching.own_request import Oneself
from router.core.moments import to_micros
from tests.factories import NOON, assessment, facts

COUNTS = (0,) * 9


def row(number: int, text: str) -> tuple[object, ...]:
    used = (f"dec_{number}", to_micros(NOON), "completed", "small", "economy", 5, *COUNTS, None)
    return (*used, text)


def test_figures_that_were_no_numbers_do_not_matter() -> None:
    odd = replace(facts(), assessment=replace(assessment(), features={"x": float("nan")}))
    (found,) = own_requests([row(1, facts_to_json(odd))], most=9).requests
    assert (found.decision_id, found.at) == ("dec_1", NOON)


def test_rows_that_are_as_many_as_were_asked_for_may_not_be_all() -> None:
    text = facts_to_json(facts())
    found = own_requests([row(2, text), row(1, text)], most=2)
    assert not found.is_whole
    assert [one.decision_id for one in found.requests] == ["dec_1", "dec_2"]


@pytest.mark.parametrize(
    ("oneself", "named"),
    [
        (Oneself(key_id="k", user="u", team="t"), ("u", "t")),
        (Oneself(key_id="k", user="u"), ("u",)),
        (Oneself(key_id="k", team="t"), ("k",)),
    ],
)
def test_a_key_counts_only_where_there_is_no_user(oneself: Oneself, named: tuple[str, ...]) -> None:
    assert whose(oneself) == named


def test_without_a_row_the_usual_holds() -> None:
    assert choice_of("user:a", None) == CoachChoice(person="user:a")
    assert "?" in ChoiceQueries("?").get
