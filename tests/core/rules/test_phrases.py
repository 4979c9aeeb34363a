"""Tests of `router.core.rules.phrases`, and of how each condition kind reads in a sentence."""

from collections.abc import Mapping

import pytest
from hypothesis import given

from router.core.rules import When
from router.core.rules.bounds import Bounds, Counts
from router.core.rules.phrases import amount, length, listed, percent, share, text_length, together
from tests.core.rules.points import groups

READ: list[tuple[dict[str, object], str]] = [
    ({"priority": "low"}, "of low priority"),
    ({"complexity": ["trivial", "moderate"]}, "of trivial or moderate complexity"),
    ({"task": ["code_snippet", "qa"]}, "whose task is code snippet or qa"),
    ({"abstained": True}, "whose priority and complexity are unclear"),
    ({"abstained": False}, "whose priority and complexity are clear"),
    (
        {"probability": {"high": {"at_least": 0.3}, "drafting": {"at_most": 0.5}}},
        "whose chance of high priority is at least 30 % and "
        "whose chance of being drafting is at most 50 %",
    ),
    (
        {"difficulty": {"at_least": 0.5}},
        "of a difficulty of at least 0.5 (an average request has 0)",
    ),
    ({"language": ["de", "zu"]}, "written in German or zu"),
    ({"team": "search"}, "from team search"),
    ({"team": ["search", "pay", "web"]}, "from the teams search, pay or web"),
    ({"project": "atlas"}, "for the project atlas"),
    ({"user": ["ada", "bob"]}, "by ada or bob"),
    ({"key": "key_1"}, "with the key key_1"),
    ({"environment": ["dev", "ci"]}, "in environment dev or ci"),
    ({"tags": "batch"}, "tagged batch"),
    ({"requested_model": "gpt-5"}, "that ask for the model gpt-5"),
    (
        {"requested_model": ["gpt-*", "o1"]},
        "that ask for the model gpt-* or o1 (* stands for any characters)",
    ),
    (
        {"tokens": {"at_least": 20_000}},
        "with an input of at least 20,000 tokens (roughly 15,000 words)",
    ),
    ({"turns": {"at_least": 3, "at_most": 9}}, "with between 3 and 9 turns in the conversation"),
    ({"tools": True}, "with tools"),
    ({"tools": False}, "without tools"),
    ({"images": False}, "without images"),
    (
        {"budget": {"id": "company", "share_used": {"at_least": 0.8}, "pace": {"at_least": 1.2}}},
        "made while budget company is at least 80 % used and spent at least 1.2 times as fast as "
        "planned",
    ),
    (
        {"budget": {"share_used": {"at_most": 0.1}}},
        "made while a budget of the caller is at most 10 % used",
    ),
    (
        {"time": {"days": ["sat", "sun"], "from": "08:00", "timezone": "Europe/Berlin"}},
        "made on Saturday or Sunday from 08:00 (Europe/Berlin)",
    ),
    ({"time": {"until": "06:00"}}, "made until 06:00 (UTC)"),
    ({"findings": "burst"}, "made while something unusual (burst) goes on"),
    (
        {"last_hour": {"requests": {"at_least": 500}, "usd": {"at_least": 2.5}}},
        "whose key made at least 500 requests and spent at least 2.5 USD in the hour before",
    ),
    ({"batch": {"at_least": 1_000}}, "of a batch of at least 1,000 requests"),
    ({"new": ["team", "project"]}, "whose team or project is new"),
    ({"unhealthy": ["openai", "azure/gpt-5"]}, "made while openai or azure/gpt-5 is failing"),
    ({"all": [{"tools": True}, {"priority": "low"}]}, "of low priority with tools"),
    ({"any": [{"tools": True}, {"team": "pay"}]}, "either with tools, or from team pay"),
    ({"any": [{"tools": True}]}, "with tools"),
    ({"not": [{"team": "pay"}, {"tags": "x"}]}, "other than those from team pay or those tagged x"),
]


def words(written: Mapping[str, object]) -> str:
    return When.model_validate(written).in_words()


@pytest.mark.parametrize(("written", "read"), READ, ids=lambda value: str(value)[:40])
def test_a_condition_reads_as_the_end_of_a_phrase_about_requests(
    written: dict[str, object], read: str
) -> None:
    assert words(written) == read


def test_every_kind_is_read() -> None:
    kinds = {field.alias or name for name, field in When.model_fields.items()}

    assert {kind for written, _ in READ for kind in written} == kinds


def test_several_conditions_read_as_one_phrase() -> None:
    assert (
        words({"task": "qa", "team": "pay", "priority": "low", "complexity": ["trivial"]})
        == "of low priority and trivial complexity from team pay whose task is qa"
    )


def test_alternatives_and_exceptions_stand_apart() -> None:
    several = {"team": "pay", "any": [{"tools": True}, {"images": True}], "not": {"tags": "x"}}

    assert words(several) == (
        "from team pay (either with tools, or with images; other than those tagged x)"
    )


def test_what_stands_under_all_is_no_phrase_apart() -> None:
    """So reads what a team's file adds to a base, under the condition of the team."""
    added = {"all": [{"team": "pay"}, {"priority": "low", "not": {"tags": "x"}}], "tools": True}

    assert words(added) == "of low priority with tools from team pay (other than those tagged x)"


@given(groups())
def test_whatever_is_written_reads_as_one_line_that_names_all_of_it(
    written: dict[str, object],
) -> None:
    when = When.model_validate(written)

    read = when.in_words()

    assert read == " ".join(read.split())
    for leaf in when.leaves():
        assert leaf.in_words().removeprefix("of ") in read


@pytest.mark.parametrize(
    ("parts", "read"),
    [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")],
)
def test_a_list_ends_with_or(parts: list[str], read: str) -> None:
    assert listed(parts) == read


@pytest.mark.parametrize(
    ("number", "read"), [(0.05, "5 %"), (1.0, "100 %"), (0.005, "0.5 %"), (0.0001, "0.01 %")]
)
def test_a_share_keeps_what_makes_the_difference(number: float, read: str) -> None:
    assert percent(number) == read


@pytest.mark.parametrize(
    ("bounds", "read"),
    [
        ({"at_least": 1_000_000}, "at least 1,000,000"),
        ({"at_most": 0.5}, "at most 0.5"),
        ({"at_least": 1, "at_most": 2.5}, "between 1 and 2.5"),
        ({"at_least": 2, "at_most": 2}, "exactly 2"),
    ],
)
def test_bounds_read_as_amounts(bounds: dict[str, float], read: str) -> None:
    assert amount(Bounds.model_validate(bounds)) == read


def test_bounds_read_as_shares_and_as_lengths() -> None:
    assert share(Bounds(at_least=0.1, at_most=0.25)) == "between 10 % and 25 %"
    assert length(Counts(at_most=100)) == f"at most {text_length(100)}"


def test_a_length_is_told_in_words_of_two_digits() -> None:
    assert text_length(1_234) == "1,234 tokens (roughly 930 words)"


def test_phrases_that_begin_alike_are_joined() -> None:
    phrases = ["whose a is b", "with x", "of low priority", "oddly so", "of odd size", "with y"]

    assert (
        together(phrases) == "of low priority and odd size with x and with y whose a is b oddly so"
    )
