"""Is a length that a prompt asks for found, in several languages, whatever the text?"""

from math import expm1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.lengths.asked import ASKED_NAMES, asked_row
from classifier.prompt import Prompt


def named(prompt: Prompt) -> dict[str, float]:
    return dict(zip(ASKED_NAMES, asked_row(prompt), strict=True))


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Explain inflation in under 50 words.", 50, 100),
        ("Describe the job in one sentence", 15, 40),
        ("Beschreibe den Vorgang, bitte ein Absatz.", 70, 160),
        ("Schreib max. 120 Wörter über Bienen", 120, 240),
        ("Объясни в двух предложениях", 35, 70),
        ("Ответь в 3 предложениях", 50, 100),
        ("请写一篇200字以内的自我介绍", 150, 300),
        ("Give me three very short bullet points", 60, 130),
        ("Write an essay of 2 pages", 800, 2_000),
        ("What is the capital of Peru?", 0, 0),
        ("My house has 12 rooms.", 0, 0),
    ],
)
def test_the_length_that_is_asked_for_is_found(text: str, least: float, most: float) -> None:
    seen = named(Prompt.from_text(text))

    assert least <= expm1(seen["log_asked_tokens"]) <= most
    assert seen["asks_for_length"] == float(most > 0)


def test_a_system_message_may_ask_for_it_too() -> None:
    messages = [
        {"role": "system", "content": "Answer in at most 3 sentences."},
        {"role": "user", "content": "Why is the sky blue?"},
    ]

    assert named(Prompt.from_messages(messages))["asks_for_sentences"] == 1.0


def test_forms_are_told_apart() -> None:
    assert named(Prompt.from_text("Reply yes or no only"))["says_choice"] == 1.0
    assert named(Prompt.from_text("把这个做成表格"))["says_table"] == 1.0
    assert named(Prompt.from_text("a detailed report, please"))["says_long"] == 1.0


def test_of_several_lengths_the_least_counts() -> None:
    seen = named(Prompt.from_text("Summarise these 40 pages in 30 words"))

    assert expm1(seen["log_asked_tokens"]) < 60


@given(st.text(max_size=400))
def test_any_text_has_as_many_numbers(text: str) -> None:
    row = asked_row(Prompt.from_text(text))

    assert len(row) == len(ASKED_NAMES)
    assert all(value >= 0 for value in row)


@pytest.mark.parametrize("text", ["", "\ud800 5 words", "9" * 5_000 + " words", "٣ words"])
def test_strange_texts_do_not_raise(text: str) -> None:
    assert len(asked_row(Prompt.from_text(text))) == len(ASKED_NAMES)
    assert len(asked_row(Prompt(turns=()))) == len(ASKED_NAMES)
