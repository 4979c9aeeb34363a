"""Tests of `router.core.rates`."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.price import Price
from router.core.rates import Band, Rates, Tariff, dearest
from tests.strategies import full_prices


def rates(fresh: str, output: str, **more: str) -> Rates:
    return Rates(
        input_usd_per_mtok=Decimal(fresh),
        output_usd_per_mtok=Decimal(output),
        **{name: Decimal(usd) for name, usd in more.items()},
    )


def band(above: int, fresh: str = "2") -> Band:
    return Band(
        above_input_tokens=above, input_usd_per_mtok=Decimal(fresh), output_usd_per_mtok=Decimal(8)
    )


def tariff(*bands: Band) -> Tariff:
    return Tariff(input_usd_per_mtok=Decimal(1), output_usd_per_mtok=Decimal(4), bands=bands)


def test_kinds_without_a_rate_cost_what_others_of_their_direction_cost() -> None:
    assert [int(usd) for usd in rates("1", "4").amounts] == [*(1, 4, 1, 1, 1, 4, 1, 1, 4, 0, 0)]


def test_what_is_written_for_an_hour_costs_at_least_what_is_written() -> None:
    assert rates("1", "4", cache_write_usd_per_mtok="1.25").amounts[3:5] == (
        Decimal("1.25"), Decimal("1.25"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tokens", "fresh"),
    [(0, 1), (32_000, 1), (32_001, 2), (128_000, 2), (128_001, 3), (10**9, 3)],
)
def test_the_longest_band_that_is_exceeded_holds(tokens: int, fresh: int) -> None:
    assert tariff(band(32_000), band(128_000, "3")).at(tokens).input_usd_per_mtok == fresh


@pytest.mark.parametrize(("tokens", "count"), [(0, 1), (32_000, 1), (32_001, 2), (10**9, 3)])
def test_all_rates_of_shorter_requests_can_be_asked_for(tokens: int, count: int) -> None:
    assert len(tariff(band(32_000), band(128_000)).up_to(tokens)) == count


@given(full_prices(), st.integers(0, 300_000))
def test_the_rates_of_a_request_are_among_those_up_to_its_length(at: Price, tokens: int) -> None:
    assert at.at(tokens) in at.up_to(tokens)


@pytest.mark.parametrize("starts", [(2, 1), (1, 1)])
def test_bands_out_of_order_are_refused_rather_than_billed(starts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="in order"):
        tariff(*(band(start) for start in starts))


def test_the_dearest_rates_are_the_highest_of_each_kind() -> None:
    found = dearest([rates("1", "9"), rates("2", "3", image_input_usd_per_mtok="5")])

    assert [int(usd) for usd in found.amounts] == [2, 9, 2, 2, 2, 9, 5, 2, 9, 0, 0]


def test_no_rates_have_no_dearest() -> None:
    with pytest.raises(ValueError, match="no rates"):
        dearest([])


def test_products_are_rounded_once_to_twelve_places() -> None:
    third = rates("1", "4").times(Decimal("0.3333333333335"))

    assert str(third.input_usd_per_mtok) == "0.333333333334"


def test_a_price_by_the_unit_keeps_eighteen_places() -> None:
    third = rates("1", "4", unit_usd="0.000000000000000003").times(Decimal("0.5"))

    assert third.unit_usd == Decimal("2e-18")
