"""Tests of `router.core.behaviour.waste`."""

from router.core.behaviour.waste import Waste
from router.core.behaviour.wastes import all_wastes
from tests.core.behaviour.asking import asked


def test_no_kind_saves_more_than_was_spent() -> None:
    same = asked(economy_nanos=1, spare_nanos=500, sketch=1)

    def saves(waste: Waste) -> list[int | None]:
        return [waste.saved_nanos(same), waste.saved_nanos(same)]

    for waste in all_wastes({"dec_1": 0.0}):
        assert all(nanos is None or 0 <= nanos <= same.spent_nanos for nanos in saves(waste))
