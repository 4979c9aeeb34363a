"""Tests of `router.core.tier`."""

from router.core.tier import TIERS, Tier


def test_tiers_are_ranked_from_cheap_to_dear() -> None:
    assert [tier.rank for tier in TIERS] == [0, 1, 2]
    assert TIERS == (Tier.ECONOMY, Tier.STANDARD, Tier.PREMIUM)
