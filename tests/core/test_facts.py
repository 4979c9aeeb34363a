"""Tests of `router.core.facts`."""

from dataclasses import FrozenInstanceError

import pytest

from tests.factories import facts


def test_facts_cannot_change_after_the_decision() -> None:
    known = facts()

    with pytest.raises(FrozenInstanceError):
        known.request.input_tokens = 0  # type: ignore[misc]


def test_equal_facts_are_equal_so_that_replays_can_be_compared() -> None:
    assert facts() == facts()
