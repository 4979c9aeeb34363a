"""Tests of `router.core.simulation.prompts.marketing`."""

from router.core.simulation.prompts.marketing import LAUNCH, MARKETING
from tests.core.simulation.prompts.labelled import assert_complete, labels_of


def test_every_gap_is_filled() -> None:
    assert_complete((*LAUNCH, *MARKETING))


def test_a_launch_is_no_matter_of_high_stakes() -> None:
    assert {priority for priority, _ in labels_of(LAUNCH)} == {"normal"}
    assert labels_of(MARKETING)["low", "trivial"] >= 1
