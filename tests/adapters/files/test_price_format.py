"""Tests of `router.adapters.files.price_format`."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from router.adapters.files.price_format import Factor, PricesText

EURO = {"currency": "EUR", "input_per_mtok": 1}
DOLLAR = {"input_usd_per_mtok": 1}


def read(**written: Any) -> PricesText:
    return PricesText.model_validate(written)


def test_amounts_are_told_by_the_names_of_rates_in_every_currency() -> None:
    euro = read(**EURO, output_per_mtok=2, reasoning_per_mtok=3, request_fee=Decimal("0.01"))

    assert euro.currency == "EUR"
    assert euro.said == {
        "input_usd_per_mtok": 1,
        "output_usd_per_mtok": 2,
        "reasoning_usd_per_mtok": 3,
        "request_usd": Decimal("0.01"),
    }


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"currency": "EUR", **DOLLAR}, "Write input_per_mtok instead of input_usd_per_mtok"),
        ({**EURO, "request_usd": 1}, "Write request_fee instead of request_usd"),
        ({**DOLLAR, "request_fee": 1}, "request_fee needs a `currency`"),
        ({"unit_fee": 1}, "unit_fee needs a `currency`"),
        ({"currency": "EUR", "unit_usd": 1}, "Write unit_fee instead of unit_usd"),
        ({}, "lacks input_usd_per_mtok"),
        (
            {**EURO, "bands": [{"above_input_tokens": 5, "input_usd_per_mtok": 2}]},
            "Write input_per_mtok instead",
        ),
        (
            {**DOLLAR, "service_tiers": {"flex": {"bands": [{"output_per_mtok": 2}]}}},
            "output_per_mtok needs a `currency`",
        ),
    ],
)
def test_a_name_that_contradicts_the_currency_is_refused(
    written: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        read(**written)


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"output_usd_per_mtok": 1},
        {"unit_usd": Decimal("0.0000000000000000001")},
        {"unit_usd": 1, "service_tiers": {"hd/wide": {"unit_usd": 2}}},
        {"unit_usd": 1, "service_tiers": {"1024x": {"unit_usd": 2}}},
        {"input_usd_per_mtok": -1},
        {"input_usd_per_mtok": Decimal("0.0000000000001")},
        {**DOLLAR, "currency": "euro"},
        {**DOLLAR, "bands": [{"above_input_tokens": 0}]},
        {**DOLLAR, "bands": [{"above_input_tokens": 5}, {"above_input_tokens": 5}]},
        {**DOLLAR, "service_tiers": {"Flex tier": {}}},
        {**DOLLAR, "service_tiers": {"flex": {"discount": 0}}},
    ],
)
def test_what_no_provider_charges_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(**written)


@pytest.mark.parametrize(("written", "is_right"), [("0.85", True), ("1.1", True), ("85", False)])
def test_a_discount_is_the_share_that_is_paid(written: str, is_right: bool) -> None:
    adapter = TypeAdapter(Factor)
    if is_right:
        assert adapter.validate_python(Decimal(written)) == Decimal(written)
    else:
        with pytest.raises(ValidationError):
            adapter.validate_python(Decimal(written))


@pytest.mark.parametrize("tier", ["flex", "hd/1024x1792", "1024x1024", "4k", "high/2k"])
def test_a_tier_is_a_class_of_service_or_quality_and_size(tier: str) -> None:
    written = read(unit_usd=Decimal("0.04"), service_tiers={tier: {"unit_usd": Decimal("0.12")}})

    assert written.said == {"unit_usd": Decimal("0.04")}
    assert written.service_tiers[tier].said == {"unit_usd": Decimal("0.12")}


def test_a_unit_may_be_as_cheap_as_a_character() -> None:
    finest = Decimal("0.000000000000000001")

    assert read(unit_usd=finest).said == {"unit_usd": finest}
    assert read(currency="EUR", unit_fee=finest).said == {"unit_usd": finest}
