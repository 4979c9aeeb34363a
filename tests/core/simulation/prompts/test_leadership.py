"""Tests of `router.core.simulation.prompts.leadership`."""

from router.core.simulation.prompts.leadership import MANAGER
from tests.core.simulation.prompts.labelled import assert_complete, labels_of


def test_every_gap_is_filled() -> None:
    assert_complete((*MANAGER,))


def test_who_shouts_has_no_stakes_by_that() -> None:
    shouted = [one for one in MANAGER if "URGENT" in one.text]

    assert list(labels_of(shouted)) == [("low", "trivial")]
