"""Tests of `router.core.mutants.conditions`."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.core.facts import Facts
from router.core.mutants.conditions import other_conditions
from router.core.rules import When
from router.core.rules.space import is_covered
from tests.strategies import generated_facts, rules


def changes(written: dict[str, Any]) -> dict[str, Any]:
    """Each change in words, and the conditions then."""
    return {
        words: when.model_dump(mode="json", by_alias=True, exclude_none=True)
        for words, when in other_conditions(When.model_validate(written))
    }


def test_each_condition_is_left_out_and_turned_round() -> None:
    found = changes({"priority": "low", "team": "legal"})
    assert found["priority left out"] == {"team": ["legal"]}
    assert found["team turned round"] == {"priority": ["low"], "not": [{"team": ["legal"]}]}


def test_without_its_only_condition_a_rule_matches_always() -> None:
    (always,) = [w for words, w in other_conditions(When(tools=True)) if words == "tools left out"]
    assert is_covered({}, always.boxes())


def test_a_negation_is_added_to_one_that_is_there() -> None:
    found = changes({"priority": "low", "not": {"team": "a"}})
    assert found["priority turned round"] == {
        "all": [{"not": [{"team": ["a"]}]}, {"not": [{"priority": ["low"]}]}]
    }


def test_a_truth_is_flipped_once() -> None:
    assert changes({"tools": True, "team": "a"}).keys() == {
        "tools left out", "tools true to false", "team left out", "team turned round",
    }  # fmt: skip


def test_of_names_each_is_left_out_and_labels_gain_their_neighbours() -> None:
    assert changes({"team": ["a", "b"]})["team without a"] == {"team": ["b"]}
    found = changes({"priority": "low"})
    assert found["priority with normal too"] == {"priority": ["low", "normal"]}
    assert "priority with high too" not in found


@pytest.mark.parametrize(
    ("written", "change", "then"),
    [
        ({"tokens": {"at_least": 100}}, "tokens at_least 100 to 101", {"at_least": 101}),
        (
            {"tokens": {"at_least": 5, "at_most": 9}},
            "tokens at_most left out",
            {"at_least": 5},
        ),
        (
            {"budget": {"id": "a", "share_used": {"at_least": 0.8}}},
            "budget id left out",
            {"share_used": {"at_least": 0.8}},
        ),
        (
            {"budget": {"pace": {"at_least": 1.2}}},
            "budget pace at_least 1.2 to at_least 1.4",
            {"pace": {"at_least": 1.4}},
        ),
        (
            {"probability": {"high": {"at_most": 0.3}}},
            "probability high at_most 0.3 to at_most 0.31",
            {"high": {"at_most": 0.31}},
        ),
    ],
)
def test_thresholds_are_moved_and_left_out(
    written: dict[str, Any], change: str, then: dict[str, Any]
) -> None:
    (kind,) = written
    assert changes(written)[change] == {kind: then}


def test_times_are_moved_and_days_left_out() -> None:
    found = changes({"time": {"days": ["mon", "tue"], "from": "08:00", "timezone": "UTC"}})
    assert found["time from 08:00 to 08:01"]["time"]["from"] == "08:01"
    assert found["time days mon or tue to tue"]["time"]["days"] == ["tue"]
    assert found["time timezone UTC to Asia/Tokyo"]["time"]["timezone"] == "Asia/Tokyo"


def test_groups_are_opened() -> None:
    found = changes({"any": [{"team": "a"}, {"priority": "low", "tools": True}]})
    assert found["any[1] left out"] == {"any": [{"priority": ["low"], "tools": True}]}
    assert found["any[2]: tools true to false"]["any"][1] == {"priority": ["low"], "tools": False}


def test_what_no_policy_can_say_is_passed_over() -> None:
    assert not any("-1" in words for words in changes({"turns": {"at_least": 1}}))


@settings(max_examples=20, deadline=None)
@given(rules(), st.lists(generated_facts(), min_size=5, max_size=10))
def test_what_is_turned_round_matches_where_the_condition_alone_does_not(
    written: dict[str, Any], known: list[Facts]
) -> None:
    conditions = written["when"]
    if len(conditions) != 1 or isinstance(next(iter(conditions.values())), bool):
        return
    when = When.model_validate(conditions)
    found = dict(other_conditions(when))
    (kind,) = conditions
    for facts in known:
        assert found[f"{kind} turned round"].matches(facts) is not when.matches(facts)
