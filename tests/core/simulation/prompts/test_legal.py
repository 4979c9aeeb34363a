"""Tests of `router.core.simulation.prompts.legal`."""

from router.core.simulation.prompts.legal import LEGAL
from tests.core.simulation.prompts.labelled import assert_complete, labels_of


def test_every_gap_is_filled() -> None:
    assert_complete((*LEGAL,))


def test_half_of_it_has_stakes() -> None:
    labels = labels_of(LEGAL)

    assert 2 * sum(n for (priority, _), n in labels.items() if priority == "high") >= len(LEGAL)
