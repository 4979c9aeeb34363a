"""Tests of `router.core.price`."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from router.core.money import to_nanos
from router.core.price import Price, PriceHistory, cost_of
from router.core.usage import Usage
from tests.factories import price
from tests.strategies import prices, usages

NANO = Decimal("1e-9")


def test_a_million_tokens_cost_the_price() -> None:
    used = Usage(input_tokens=1_000_000, output_tokens=1_000_000)

    assert cost_of(used, price(input_usd="0.15", output_usd="0.6")) == Decimal("0.75")


def test_one_token_of_the_cheapest_model_is_not_lost() -> None:
    assert to_nanos(cost_of(Usage(input_tokens=1), price(input_usd="0.02"))) == 20


def test_the_sum_is_rounded_not_its_parts() -> None:
    used = Usage(input_tokens=1, output_tokens=1)  # 0.4 nano-USD each

    assert cost_of(used, price(input_usd="0.0004", output_usd="0.0004")) == NANO


def test_cached_and_written_tokens_have_their_own_prices() -> None:
    used = Usage(input_tokens=1_000_000, cached_tokens=600_000, cache_write_tokens=300_000)

    cost = cost_of(used, price(input_usd="10", cached_usd="1", written_usd="12.5"))

    assert cost == Decimal("0.6") * 1 + Decimal("0.3") * Decimal("12.5") + Decimal("0.1") * 10


def test_without_their_own_prices_they_cost_what_other_input_costs() -> None:
    used = Usage(input_tokens=1_000, cached_tokens=600, cache_write_tokens=300)

    assert cost_of(used, price()) == cost_of(Usage(input_tokens=1_000), price())


def test_free_cached_input_is_free() -> None:
    used = Usage(input_tokens=1_000, cached_tokens=1_000)

    assert cost_of(used, price(cached_usd="0")) == 0


def test_the_fee_of_a_request_is_added_once() -> None:
    used = Usage(input_tokens=1_000_000)

    assert cost_of(used, price(input_usd="1", request_usd="0.005")) == Decimal("1.005")


def test_reasoning_is_part_of_the_output() -> None:
    used = Usage(output_tokens=1_000, reasoning_tokens=900)

    assert cost_of(used, price()) == cost_of(Usage(output_tokens=1_000), price())


@given(usages(), usages(), prices())
def test_costs_of_parts_add_up_within_a_nano(one: Usage, other: Usage, at: Price) -> None:
    both = Usage(
        input_tokens=one.input_tokens + other.input_tokens,
        cached_tokens=one.cached_tokens + other.cached_tokens,
        cache_write_tokens=one.cache_write_tokens + other.cache_write_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
    )

    assert abs(cost_of(both, at) - cost_of(one, at) - cost_of(other, at)) <= NANO


@given(usages(), prices())
def test_the_cost_is_the_exact_one_in_whole_nanos(used: Usage, at: Price) -> None:
    fresh = used.input_tokens - used.cached_tokens - used.cache_write_tokens
    cached_usd, written_usd = at.cached_input_usd_per_mtok, at.cache_write_usd_per_mtok
    exact = (
        fresh * Fraction(at.input_usd_per_mtok)
        + used.cached_tokens * Fraction(at.input_usd_per_mtok if cached_usd is None else cached_usd)
        + used.cache_write_tokens
        * Fraction(at.input_usd_per_mtok if written_usd is None else written_usd)
        + used.output_tokens * Fraction(at.output_usd_per_mtok)
    )

    assert to_nanos(cost_of(used, at)) == round(exact * 1_000)  # nano-USD of micro-USD


class TestHistory:
    JANUARY = price(version="old", valid_from=date(2026, 1, 1))
    JUNE = price(version="new", valid_from=date(2026, 6, 1))

    @pytest.mark.parametrize(
        ("day", "version"),
        [
            (date(2025, 12, 31), "old"),
            (date(2026, 1, 1), "old"),
            (date(2026, 5, 31), "old"),
            (date(2026, 6, 1), "new"),
            (date(2030, 1, 1), "new"),
        ],
    )
    def test_a_price_holds_from_its_day_until_the_next_begins(
        self, day: date, version: str
    ) -> None:
        assert PriceHistory((self.JANUARY, self.JUNE)).at(day).version == version

    def test_prices_out_of_order_are_refused_rather_than_billed(self) -> None:
        with pytest.raises(ValueError, match="oldest first"):
            PriceHistory((self.JUNE, self.JANUARY))

    def test_a_history_without_prices_is_refused(self) -> None:
        with pytest.raises(ValueError, match="at least one"):
            PriceHistory(())
