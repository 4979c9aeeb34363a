"""Tests of `router.core.simulation.prompts.finance`."""

from router.core.simulation.prompts.finance import CLOSING, FINANCE
from tests.core.simulation.prompts.labelled import assert_complete, labels_of


def test_every_gap_is_filled() -> None:
    assert_complete((*CLOSING, *FINANCE))


def test_a_closing_has_stakes() -> None:
    assert labels_of(CLOSING)["high", "moderate"] >= 1
    assert labels_of(FINANCE)["normal", "trivial"] >= 1
