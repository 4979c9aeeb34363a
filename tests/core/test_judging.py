"""Tests of `router.core.judging`."""

import json
from typing import Any

import pytest

from router.core.json_shape import fits
from router.core.judging import (
    VERDICT_FORMAT,
    Choice,
    Judgement,
    compare_exactly,
    is_swapped,
    judge_messages,
    judgement_of,
    parse_choice,
)

SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
WANTED: dict[str, object] = {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}}
ANY_OBJECT: dict[str, object] = {"type": "json_object"}
QUESTION = [{"role": "user", "content": [{"type": "text", "text": "Which is it?"}]}]
IDS = [f"dec_{number}" for number in range(400)]


@pytest.mark.parametrize(
    ("served", "stronger", "found"),
    [
        ('{"n": 1}', '{ "n":1 }', Judgement(1, 1)),
        ('{"n": "one"}', '{"n": 1}', Judgement(0, 1)),
        ('```json\n{"n": 1}\n```', '{"n": 1}', Judgement(0, 1)),
        ('{"n": 1}', "no JSON", Judgement(1, 0)),
        ("no", "none", Judgement(0, 0)),
        ('{"n": 1}', '{"n": 2}', None),
    ],
)
def test_json_of_the_asked_shape(served: str, stronger: str, found: Judgement | None) -> None:
    assert compare_exactly(served, stronger, wanted=WANTED) == found


def test_json_mode_asks_for_an_object_and_no_more() -> None:
    assert compare_exactly("[1]", '{"a": 1}', wanted=ANY_OBJECT) == Judgement(0, 1)
    assert compare_exactly('{"b": 2}', '{"a": 1}', wanted=ANY_OBJECT) is None


def test_a_schema_that_is_not_understood_is_no_reason_to_condemn() -> None:
    odd: dict[str, object] = {
        "type": "json_schema",
        "json_schema": {"schema": {"not": {"type": "null"}}},
    }

    assert compare_exactly('{"n": 1}', "no JSON", wanted=odd) is None
    assert compare_exactly("1", "1", wanted=odd) == Judgement(1, 1)


@pytest.mark.parametrize(
    ("served", "stronger"),
    [
        ("Positive", " **positive**. "),
        ("42", "42.0"),
        ("-3", "-3.00"),
        ("Neue  Welt", "neue welt"),
        ("One long answer " * 20, "One long answer " * 20),
    ],
)
def test_the_same_label_number_or_short_answer_is_as_good(served: str, stronger: str) -> None:
    assert compare_exactly(served, stronger) == Judgement(1, 1)


@pytest.mark.parametrize(
    ("served", "stronger"),
    [
        ("positive", "negative"),
        ("42", "-42"),
        ("3", "3!"),
        (":)", ":("),
        ("Yes, since it rains a lot in this town.", "yes since it rains a lot in this town"),
        ("", ""),
    ],
)
def test_rules_settle_no_disagreement(served: str, stronger: str) -> None:
    assert compare_exactly(served, stronger) is None


def test_saying_nothing_is_beaten_by_saying_something() -> None:
    assert compare_exactly(" \n", "Something.") == Judgement(0, 1)


def test_each_answer_stands_first_about_half_of_the_time_and_always_in_the_same_cases() -> None:
    swapped = [is_swapped(one, seed=3) for one in IDS]

    assert 150 < sum(swapped) < 250
    assert swapped == [is_swapped(one, seed=3) for one in IDS]
    assert swapped != [is_swapped(one, seed=4) for one in IDS]


def test_the_judge_sees_the_question_and_both_answers_in_the_drawn_order() -> None:
    for decision_id in IDS[:20]:
        _, asked = judge_messages(
            QUESTION, ("first words", "second words"), decision_id=decision_id, seed=0
        )
        text = asked["content"]
        is_served_first = text.index("first words") < text.index("second words")

        assert "Which is it?" in text
        assert is_served_first is not is_swapped(decision_id, seed=0)


def test_answers_cannot_know_the_mark_that_ends_them() -> None:
    told, asked = judge_messages(QUESTION, ("a", "b"), decision_id="dec_1", seed=0)
    other, _ = judge_messages(QUESTION, ("a", "b"), decision_id="dec_2", seed=0)
    (mark,) = {line.split()[-2] for line in asked["content"].splitlines() if line[:4] == "--- "}

    assert mark in told["content"]
    assert mark not in other["content"]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("A", Choice.A),
        (" TIE \n", Choice.TIE),
        ('{"reason": "shorter", "verdict": "B"}', Choice.B),
        ('"B"', Choice.B),
    ],
)
def test_a_verdict_in_the_asked_form_is_read(text: str, choice: Choice) -> None:
    assert parse_choice(text) is choice


@pytest.mark.parametrize(
    "text",
    ["", "a", "Answer A is better.", "A or B", '{"verdict": "C"}', '{"verdict": 1}', "[]", "1"],
)
def test_anything_else_is_no_verdict(text: str) -> None:
    assert parse_choice(text) is None


@pytest.mark.parametrize(
    ("choice", "swapped", "found"),
    [
        (Choice.TIE, False, Judgement(1, 1)),
        (Choice.A, False, Judgement(1, 0)),
        (Choice.B, False, Judgement(0, 1)),
        (Choice.A, True, Judgement(0, 1)),
        (Choice.B, True, Judgement(1, 0)),
    ],
)
def test_an_answer_is_good_that_the_other_does_not_beat(
    choice: Choice, swapped: bool, found: Judgement
) -> None:
    assert judgement_of(choice, swapped=swapped) == found


def test_the_asked_format_is_the_one_that_is_read() -> None:
    described: Any = VERDICT_FORMAT["json_schema"]
    for choice in Choice:
        said = {"reason": "because", "verdict": choice.value}

        assert fits(said, described["schema"])
        assert parse_choice(json.dumps(said)) is choice
