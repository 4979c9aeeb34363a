"""Tests of `router.core.rules.tokens`."""

import pytest
from pydantic import ValidationError

from router.core.rules.tokens import InputTokens
from tests.factories import facts, shape


@pytest.mark.parametrize(
    ("tokens", "matches"), [(99, False), (100, True), (150, True), (200, True), (201, False)]
)
def test_both_bounds_are_within_the_range(tokens: int, matches: bool) -> None:
    condition = InputTokens.model_validate({"at_least": 100, "at_most": 200})

    assert condition.matches(facts(asked=shape(input_tokens=tokens))) is matches


def test_an_open_range_has_one_bound() -> None:
    known = facts(asked=shape(input_tokens=100))

    assert InputTokens.model_validate({"at_least": 100}).matches(known)
    assert not InputTokens.model_validate({"at_most": 99}).matches(known)


def test_tells_what_it_saw_and_wanted() -> None:
    condition = InputTokens.model_validate({"at_least": 5, "at_most": 9})

    assert condition.observed(facts()) == "input is about 100 tokens"
    assert condition.wanted() == "at least 5, at most 9"
    assert InputTokens.model_validate({"at_least": 5}).wanted() == "at least 5"


@pytest.mark.parametrize(
    "written", [{}, {"at_least": 9, "at_most": 5}, {"at_least": -1}, {"over": 5}, 100]
)
def test_refuses_what_is_no_range(written: object) -> None:
    with pytest.raises(ValidationError):
        InputTokens.model_validate(written)
