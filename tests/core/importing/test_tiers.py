"""Tests of `router.core.importing.tiers`."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from router.core.importing.tiers import expected_usd, tiers_by_cost
from router.core.tier import Tier

COSTS = st.lists(st.none() | st.decimals(min_value=0, max_value=9, places=2), max_size=12)


def test_a_call_of_usual_size_costs_exactly_this() -> None:
    assert expected_usd(Decimal("0.15"), Decimal("0.6")) == Decimal("0.00045")


def test_costs_are_sorted_into_thirds() -> None:
    costs = [Decimal(n) for n in (5, 1, 3, 2, 6, 4)]
    economy, standard, premium = Tier
    assert tiers_by_cost(costs) == (premium, economy, standard, economy, premium, standard)


def test_of_two_costs_one_is_economy_and_one_premium() -> None:
    assert tiers_by_cost([Decimal(2), Decimal(1)]) == (Tier.PREMIUM, Tier.ECONOMY)


def test_what_stands_alone_or_is_unknown_is_standard() -> None:
    assert tiers_by_cost([None, Decimal(1)]) == (Tier.STANDARD, Tier.STANDARD)


@given(COSTS)
def test_a_higher_cost_never_has_a_lower_tier(costs: list[Decimal | None]) -> None:
    known = [(c, t) for c, t in zip(costs, tiers_by_cost(costs), strict=True) if c is not None]
    for cost, tier in known:
        assert all(tier.rank <= other.rank for dearer, other in known if dearer >= cost)
