"""Tests of `router.core.simulation.opinion`."""

from collections import Counter

import pytest

from classifier.labels import Complexity
from router.core.feedback import Verdict
from router.core.simulation.draw import Draw
from router.core.simulation.opinion import acceptance, opinion
from router.core.tier import Tier

TIERS = (Tier.ECONOMY, Tier.STANDARD, Tier.PREMIUM)


@pytest.mark.parametrize("complexity", Complexity)
def test_better_tiers_are_accepted_more_often(complexity: Complexity) -> None:
    shares = [acceptance(complexity, tier) for tier in TIERS]

    assert shares == sorted(set(shares))


def test_one_in_five_says_something_as_often_good_as_was_assumed() -> None:
    draw = Draw(1, "opinions")
    said = Counter(opinion(Complexity.MODERATE, Tier.ECONOMY, draw=draw) for _ in range(5_000))

    spoken = 5_000 - said[None]
    assert spoken == pytest.approx(1_000, rel=0.1)
    assert said[Verdict.ACCEPTED] / spoken == pytest.approx(0.74, abs=0.05)
    assert said[Verdict.EDITED] > said[Verdict.REJECTED] > 0
