"""Tests of `router.core.rules.batch`."""

from dataclasses import replace

import pytest

from router.core.facts import Facts
from router.core.rules.batch import BatchIs
from tests.factories import facts, shape

BIG = BatchIs.model_validate({"at_least": 1_000})


def of_size(size: int | None) -> Facts:
    return facts(asked=replace(shape(), batch_size=size))


@pytest.mark.parametrize(
    ("size", "matches"), [(None, False), (999, False), (1_000, True), (5_000, True)]
)
def test_only_a_declared_batch_of_that_size_matches(size: int | None, matches: bool) -> None:
    assert BIG.matches(of_size(size)) is matches


def test_who_says_nothing_is_of_no_small_batch_either() -> None:
    assert not BatchIs.model_validate({"at_most": 10}).matches(of_size(None))


def test_tells_what_it_saw_and_wanted() -> None:
    assert BIG.observed(of_size(None)) == "it is of no batch"
    assert BIG.observed(of_size(20)) == "it is one of a batch of 20"
    assert BIG.wanted() == "at least 1000"
