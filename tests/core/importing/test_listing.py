"""Tests of `router.core.importing.listing`."""

from dataclasses import replace
from decimal import Decimal

from router.core.importing.listing import prices_of, window_of
from router.core.rates import Band
from tests.core.importing.foreign import LISTED, Listed, listing, price


def test_a_model_is_found_by_provider_and_name() -> None:
    assert listing().of("openai/small") is LISTED["openai/small"]
    assert listing().of("openai/nothing") is None


def test_nothing_is_known_of_models_on_servers_of_ones_own() -> None:
    always = replace(listing(), find=lambda provider, model: LISTED["openai/small"])
    assert always.of("hosted_vllm/small") is None
    assert always.of("openai/anything") is not None


def test_a_listed_price_has_the_names_of_a_catalog() -> None:
    assert prices_of(price("1", "4")) == {
        "input_usd_per_mtok": Decimal(1),
        "output_usd_per_mtok": Decimal(4),
        "cached_input_usd_per_mtok": Decimal("0.1"),
    }


def test_a_copied_price_holds_as_far_as_its_first_band() -> None:
    band = Band(
        above_input_tokens=200, input_usd_per_mtok=Decimal(9), output_usd_per_mtok=Decimal(9)
    )
    banded = replace(price("1", "4"), bands=(band,))
    assert window_of(Listed(price=banded, context_window=1_000)) == 200
    assert window_of(Listed(price=banded, context_window=None)) == 200
    assert window_of(Listed(price=price("1", "4"), context_window=1_000)) == 1_000
    assert window_of(Listed(price=None, context_window=None)) is None


def test_a_fee_for_each_request_is_told_where_there_is_one() -> None:
    assert prices_of(replace(price("1", "4"), request_usd=Decimal("0.01")))["request_usd"] == (
        Decimal("0.01")
    )
