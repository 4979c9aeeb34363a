"""Tests of `router.adapters.files.currency_format`."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from router.adapters.files.currency_format import CurrencyText

RATES = TypeAdapter(CurrencyText)


@pytest.mark.parametrize(
    "written", [Decimal("1.08"), {"usd": Decimal("1.08")}, [{"usd": Decimal("1.08")}]]
)
def test_one_rate_may_stand_alone(written: object) -> None:
    (rate,) = RATES.validate_python(written)

    assert (rate.since, rate.usd) == (None, Decimal("1.08"))


def test_dated_rates_say_from_when() -> None:
    rates = RATES.validate_python([{"usd": 1}, {"from": date(2026, 6, 1), "usd": 2}])

    assert [rate.since for rate in rates] == [None, date(2026, 6, 1)]


@pytest.mark.parametrize(
    "written",
    [
        0,
        -1,
        True,
        "1.08 USD",
        [],
        [{"from": date(2026, 6, 1)}],
        [{"since": date(2026, 6, 1), "usd": 1}],
        [{"usd": 1}, {"usd": 2}],
    ],
)
def test_what_is_no_rate_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        RATES.validate_python(written)
