"""Tests of `router.core.simulation.prompts.analyst`."""

from router.core.simulation.prompts.analyst import ANALYST
from tests.core.simulation.prompts.labelled import assert_complete, labels_of


def test_every_gap_is_filled() -> None:
    assert_complete((*ANALYST,))


def test_a_bid_has_stakes_and_a_spreadsheet_question_has_none() -> None:
    labels = labels_of(ANALYST)

    assert labels["high", "moderate"] >= 1
    assert labels["low", "trivial"] >= 1
