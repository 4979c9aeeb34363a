"""Tests of `router.core.simulation.event`."""

import pytest

from router.core.simulation.event import Outage
from router.core.tier import Tier
from tests.core.simulation.small import ask


def test_an_ask_is_as_long_as_its_contents() -> None:
    assert ask("12345").characters == 5


@pytest.mark.parametrize(
    ("tier", "at_s", "fails"),
    [
        (Tier.ECONOMY, 10.0, True),
        (Tier.ECONOMY, 20.0, False),
        (Tier.ECONOMY, 9.9, False),
        (Tier.PREMIUM, 15.0, False),
    ],
)
def test_an_outage_begins_and_ends_and_is_of_some_tiers(
    tier: Tier, at_s: float, fails: bool
) -> None:
    outage = Outage(tiers=frozenset({Tier.ECONOMY}), since_s=10, until_s=20)

    assert outage.covers(tier, at_s=at_s) is fails
