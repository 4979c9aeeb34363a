"""Tests of `router.core.offer`."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from router.core.conversation import Conversation
from router.core.facts import Facts
from router.core.offer import ATTOS_PER_USD, offers, warm_tokens
from router.core.price import Price
from tests.factories import NOON, deployment, facts, price, shape
from tests.strategies import full_prices, prices

DAY = date(2026, 11, 20)


def spoken(
    *, with_: str = "small", age_s: float = 60.0, tokens: int = 500, asks: int = 900
) -> Facts:
    before = Conversation(deployment=with_, warm_tokens=tokens, at=NOON - timedelta(seconds=age_s))
    return replace(facts(asked=shape(input_tokens=asks)), conversation=before)


@given(prices())
def test_the_whole_numbers_are_the_prices(listed: Price) -> None:
    (offer,) = offers([deployment(prices=(listed,))], DAY)
    cached = listed.cached_input_usd_per_mtok

    rates = offer.rates
    assert rates.input_attos == listed.input_usd_per_mtok * 10**12
    assert rates.cached_attos == (listed.input_usd_per_mtok if cached is None else cached) * 10**12
    assert rates.output_attos == listed.output_usd_per_mtok * 10**12
    assert rates.request_attos == listed.request_usd * ATTOS_PER_USD


@given(full_prices(), st.integers(0, 300_000))
def test_the_rates_are_those_of_the_band_of_the_input(listed: Price, tokens: int) -> None:
    (offer,) = offers([deployment(prices=(listed,))], DAY)

    found, wanted = offer.rates_at(tokens), listed.at(tokens)

    assert found.input_attos == wanted.input_usd_per_mtok * 10**12
    assert found.output_attos == wanted.output_usd_per_mtok * 10**12


def test_the_price_is_that_of_the_day_and_the_place_that_in_the_catalog() -> None:
    old, new = price(input_usd="1"), price(input_usd="2", valid_from=DAY)
    listed = [deployment("a", prices=(old, new)), deployment("b", provider="groq")]

    before, after = offers(listed, DAY - timedelta(days=1)), offers(listed, DAY)

    assert (before[0].price, after[0].price) == (old, new)
    assert [offer.place for offer in after] == [0, 1]
    assert after[1].label == "groq/b"


def test_a_prefix_is_warm_where_the_turn_before_was_answered() -> None:
    assert warm_tokens(spoken(), deployment("small")) == 500
    assert warm_tokens(spoken(), deployment("other")) == 0
    assert warm_tokens(facts(), deployment("small")) == 0


def test_a_prefix_is_never_longer_than_the_input() -> None:
    assert warm_tokens(spoken(tokens=5_000), deployment("small")) == 900


def test_a_prefix_cools_down_as_the_provider_says() -> None:
    assert warm_tokens(spoken(age_s=300), deployment("small")) == 500
    assert warm_tokens(spoken(age_s=301), deployment("small")) == 0
    assert warm_tokens(spoken(age_s=-1), deployment("small")) == 0


def test_a_unit_is_part_of_the_offer() -> None:
    by_unit = replace(price(), unit_usd=Decimal("0.000000000000000001"))

    found = offers([deployment(prices=(by_unit,)), deployment()], DAY)

    assert [offer.rates.unit_attos for offer in found] == [1, 0]
