"""Tests of `router.core.behaviour.wastes`."""

from router.core.behaviour.wastes import WASTES, all_wastes


def test_one_of_each_kind_is_made_in_the_order_in_which_they_are_shown() -> None:
    assert tuple(type(waste) for waste in all_wastes({})) == WASTES


def test_kinds_and_headings_are_told_apart() -> None:
    assert len({waste.kind for waste in WASTES}) == len({waste.words for waste in WASTES}) == 6
