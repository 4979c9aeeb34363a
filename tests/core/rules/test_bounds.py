"""Tests of `router.core.rules.bounds`."""

import math

import pytest
from pydantic import ValidationError

from router.core.rules.bounds import Bounds, Counts, Shares
from router.core.rules.space import Range, box_of, is_covered


@pytest.mark.parametrize(
    ("number", "permitted"), [(0.9, False), (1.0, True), (1.5, True), (2.0, True), (2.1, False)]
)
def test_both_ends_are_permitted(number: float, permitted: bool) -> None:
    assert Bounds(at_least=1.0, at_most=2.0).permit(number) is permitted


def test_one_end_may_be_open() -> None:
    assert Bounds(at_least=1.0).permit(1e9)
    assert Bounds(at_most=1.0).permit(-1e9)
    assert not Bounds(at_least=1.0).permit(0)


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"at_least": 2, "at_most": 1},
        {"at_least": math.inf},
        {"at_most": math.nan},
        {"at_least": "much"},
        {"over": 1},
        {"at_least": True},
    ],
)
@pytest.mark.parametrize("kind", [Bounds, Counts, Shares])
def test_refuses_what_is_no_range(kind: type[Bounds], written: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate(written)


def test_one_number_is_a_range() -> None:
    assert Bounds(at_least=1, at_most=1).permit(1)


@pytest.mark.parametrize("written", [{"at_least": -1}, {"at_most": 1.5}])
def test_counts_are_whole_and_not_negative(written: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Counts.model_validate(written)


def test_shares_are_not_negative() -> None:
    with pytest.raises(ValidationError):
        Shares.model_validate({"at_least": -0.1})


def test_tells_the_ends_that_are_written() -> None:
    assert str(Bounds(at_least=0.5, at_most=2)) == "at least 0.5, at most 2.0"
    assert str(Counts(at_least=5)) == "at least 5"
    assert str(Counts(at_most=5)) == "at most 5"


def test_between_two_following_counts_lies_nothing() -> None:
    few, many = (box_of({"n": c.span()}) for c in (Counts(at_most=4), Counts(at_least=5)))

    assert is_covered({}, (*few, *many))
    assert not is_covered({}, (*few, *box_of({"n": Counts(at_least=6).span()})))


def test_between_two_following_numbers_lies_something() -> None:
    few, many = (box_of({"x": b.span()}) for b in (Bounds(at_most=4), Bounds(at_least=5)))

    assert not is_covered({}, (*few, *many))


def test_to_ask_for_the_least_that_there_is_asks_for_nothing() -> None:
    assert Counts(at_least=0).span().is_full
    assert Shares(at_least=0).span().is_full
    assert Bounds(at_least=0).span() == Range(low=0)
