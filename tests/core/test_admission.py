"""Tests of `router.core.admission`."""

from dataclasses import replace

import pytest

from classifier.labels import Complexity, Priority, Task
from router.core.admission import Mix, Rank, declared_rank, rank_of
from router.core.assessment import Assessment

HIGH = Assessment(priority=Priority.HIGH, complexity=Complexity.TRIVIAL, task=Task.EXTRACTION)


def after(*ranks: Rank) -> Rank:
    mix = Mix()
    for rank in ranks:
        mix.note(rank)
    return mix.rank


def test_what_nobody_is_sure_of_is_normal() -> None:
    assert rank_of(HIGH) is Rank.HIGH
    assert rank_of(replace(HIGH, is_abstained=True)) is Rank.NORMAL


@pytest.mark.parametrize(
    ("word", "rank"),
    [(b"low", Rank.LOW), (b" LOW ", Rank.LOW), (b"normal", Rank.NORMAL), (b"high", Rank.HIGH)],
)
def test_callers_say_what_they_may_be_lowered_to(word: bytes, rank: Rank) -> None:
    assert declared_rank(word) is rank


def test_a_word_that_is_not_known_lowers_nothing() -> None:
    assert declared_rank(b"urgent") is Rank.HIGH


def test_a_key_ranks_as_what_it_mostly_asks() -> None:
    assert after() is Rank.NORMAL
    assert after(*[Rank.HIGH] * 40) is Rank.HIGH
    assert after(*[Rank.LOW] * 40) is Rank.LOW
    assert after(*[Rank.HIGH, Rank.LOW, Rank.LOW] * 20) is Rank.NORMAL


def test_the_newest_requests_outweigh_old_ones() -> None:
    assert after(*[Rank.LOW] * 400, *[Rank.HIGH] * 40) is Rank.HIGH
