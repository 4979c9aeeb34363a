"""Tests of `router.core.currency`."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.currency import DOLLAR, Currency, ExchangeRate, in_usd
from router.core.price import PriceHistory
from tests.factories import price

JANUARY, JUNE, JULY = date(2026, 1, 1), date(2026, 6, 1), date(2026, 7, 1)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
EURO = Currency("EUR", (ExchangeRate(Decimal("1.08"), JANUARY), ExchangeRate(Decimal("1.1"), JUNE)))


@pytest.mark.parametrize(
    ("day", "usd"),
    [
        (date(2025, 12, 31), "1.08"),
        (JANUARY, "1.08"),
        (JUNE - timedelta(days=1), "1.08"),
        (JUNE, "1.1"),
        (date(2030, 1, 1), "1.1"),
    ],
)
def test_the_rate_of_the_day_applies(day: date, usd: str) -> None:
    history = PriceHistory(in_usd([(price(input_usd="1"), EURO)]))

    assert history.at(day).input_usd_per_mtok == Decimal(usd)


def test_a_new_price_takes_the_rate_that_holds_on_its_first_day() -> None:
    new = price(input_usd="2", valid_from=JULY)

    converted = in_usd([(price(input_usd="1"), EURO), (new, EURO)])

    assert [(one.valid_from, str(one.input_usd_per_mtok)) for one in converted] == [
        (date.min, "1.08"), (JUNE, "1.1"), (JULY, "2.2"),
    ]  # fmt: skip


def test_prices_in_dollars_stay_as_they_are() -> None:
    written = price(input_usd="0.10")

    (same,) = in_usd([(written, DOLLAR)])

    assert str(same.input_usd_per_mtok) == "0.10"


@st.composite
def currencies(draw: st.DrawFn) -> Currency:
    days = sorted(draw(st.sets(DAYS, min_size=1, max_size=5)))
    usd = st.decimals("0.01", 100, allow_nan=False, places=4)
    return Currency("XXX", tuple(ExchangeRate(draw(usd), day) for day in days))


@given(currencies(), currencies(), st.lists(DAYS, max_size=3, unique=True), DAYS)
def test_on_every_day_the_price_of_that_day_is_converted_at_the_rate_of_that_day(
    one: Currency, other: Currency, starts: list[date], day: date
) -> None:
    days = [date.min, *sorted(starts)]
    written = [
        (price(input_usd=str(place + 1), valid_from=start), one if place % 2 else other)
        for place, start in enumerate(days)
    ]

    found = PriceHistory(in_usd(written)).at(day)

    valid, currency = next(pair for pair in reversed(written) if pair[0].valid_from <= day)
    started = [rate for rate in currency.rates if rate.since <= day] or [currency.rates[0]]
    assert found.input_usd_per_mtok == valid.input_usd_per_mtok * started[-1].usd


@pytest.mark.parametrize("rates", [(), (JUNE, JANUARY), (JUNE, JUNE)])
def test_rates_that_leave_a_day_open_to_doubt_are_refused(rates: tuple[date, ...]) -> None:
    with pytest.raises(ValueError, match="oldest first"):
        Currency("EUR", tuple(ExchangeRate(Decimal(1), day) for day in rates))


def test_the_rate_also_converts_fees_and_bands() -> None:
    (converted,) = in_usd([(price(request_usd="0.01"), replace(EURO, rates=EURO.rates[:1]))])

    assert converted.request_usd == Decimal("0.0108")
