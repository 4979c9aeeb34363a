"""Tests of `router.core.feedback`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.feedback import Feedback, Verdict, in_force, may_speak_of, same_words, score_of
from router.core.key import LOCAL_KEY
from tests.factories import NOON, decision_record, key

BARE = Feedback(id="fb_1", decision_id="dec_1", at=NOON, key_id="key_1")


@pytest.mark.parametrize(
    ("verdict", "score", "meant"),
    [
        (Verdict.ACCEPTED, None, 1.0),
        (Verdict.EDITED, None, 0.5),
        (Verdict.REJECTED, None, 0.0),
        (Verdict.ACCEPTED, 0.0, 0.0),
        (None, 0.25, 0.25),
        (None, None, None),
    ],
)
def test_a_score_beats_the_verdict_and_silence_is_no_score(
    verdict: Verdict | None, score: float | None, meant: float | None
) -> None:
    assert score_of(replace(BARE, verdict=verdict, score=score)) == meant


def test_the_last_word_on_quality_and_the_last_value_count() -> None:
    history = [
        replace(BARE, id="fb_1", verdict=Verdict.REJECTED, outcome_value_usd=Decimal(1)),
        replace(BARE, id="fb_2", score=0.75),
        replace(BARE, id="fb_3", outcome_value_usd=Decimal(9)),
        replace(BARE, id="fb_4", comment="thanks"),
    ]

    counts = in_force(history)

    assert (counts.id, counts.verdict, counts.score) == ("fb_2", None, 0.75)
    assert counts.outcome_value_usd == Decimal(9)


def test_where_nobody_spoke_of_quality_the_last_statement_stands() -> None:
    history = [replace(BARE, outcome_value_usd=Decimal(3)), replace(BARE, id="fb_2")]

    assert in_force(history) == replace(BARE, id="fb_2", outcome_value_usd=Decimal(3))


def test_repeating_oneself_is_saying_the_same_whenever_and_with_any_comment() -> None:
    assert same_words(BARE, replace(BARE, id="fb_2", comment="again"))
    assert not same_words(BARE, replace(BARE, verdict=Verdict.EDITED))
    assert not same_words(BARE, replace(BARE, decision_id="dec_2"))


@pytest.mark.parametrize(
    ("speaker", "may"),
    [
        (key(id="key_1"), True),
        (key(id="key_2", user="ada"), True),
        (key(id="key_2", team="search"), True),
        (key(id="key_2", user="eve", team="pay"), False),
        (key(id="key_2"), False),
        (LOCAL_KEY, False),
    ],
)
def test_the_key_its_user_and_its_team_may_speak_and_nobody_else(
    speaker: object, may: bool
) -> None:
    assert isinstance(speaker, type(LOCAL_KEY))
    assert may_speak_of(speaker, decision_record()) is may
