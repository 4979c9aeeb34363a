"""Tests of `router.core.simulation.prompts.support`."""

from router.core.simulation.prompts.support import SUPPORT
from tests.core.simulation.prompts.labelled import assert_complete, labels_of


def test_every_gap_is_filled() -> None:
    assert_complete((*SUPPORT,))


def test_what_customers_read_counts() -> None:
    labels = labels_of(SUPPORT)

    assert labels["high", "moderate"] >= 2
    assert labels["normal", "trivial"] >= 2
