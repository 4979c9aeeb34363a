"""Tests of `router.core.coaching.habits`."""

from datetime import date

from router.core.catalog import Catalog
from router.core.money import ZERO_USD
from router.core.tier import Tier
from router.core.usage import Usage
from tests.core.coaching.own import CATALOG, habits, own, usd
from tests.factories import deployment, price


def test_the_price_of_the_requests_day_counts() -> None:
    cheaper_later = deployment(
        "small",
        prices=(
            price(input_usd="1", output_usd="1"),
            price(input_usd="0", output_usd="0", valid_from=date(2026, 11, 21)),
        ),
    )
    told = Catalog(deployments=(cheaper_later, *CATALOG.deployments[1:]))
    one = own()
    assert habits(one, of=told).saved_on(Tier.ECONOMY, one) == one.cost_usd - usd("0.011")


def test_nothing_is_saved_on_a_dearer_tier_or_one_that_cannot_serve() -> None:
    cheap, long_one = own(used="small"), own(input_tokens=200_000)
    assert habits(cheap).saved_on(Tier.PREMIUM, cheap) == ZERO_USD
    assert habits(long_one).saved_on(Tier.ECONOMY, long_one) == ZERO_USD


def test_of_a_deployment_that_left_the_catalog_nothing_is_said() -> None:
    one = own()
    gone = habits(one, of=Catalog(deployments=CATALOG.deployments[:2]))
    assert gone.saved_with(Usage(), one) == ZERO_USD
    assert gone.output_usd(1_000, one) == ZERO_USD
    assert gone.cache_ttl_s(one) == 0


def test_never_more_is_saved_than_was_spent() -> None:
    one = own()
    assert habits(one).saved_with(Usage(), one) == one.cost_usd
