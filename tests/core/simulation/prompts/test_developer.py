"""Tests of `router.core.simulation.prompts.developer`."""

from router.core.simulation.prompts.developer import DEVELOPER
from tests.core.simulation.prompts.labelled import assert_complete, labels_of


def test_every_gap_is_filled() -> None:
    assert_complete((*DEVELOPER,))


def test_most_of_it_is_checked_by_somebody_and_some_is_production() -> None:
    labels = labels_of(DEVELOPER)

    normal = sum(count for (priority, _), count in labels.items() if priority == "normal")
    assert normal > len(DEVELOPER) / 2
    assert labels["high", "demanding"] >= 1
