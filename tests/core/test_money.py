"""Tests of `router.core.money`."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.money import format_usd, from_nanos, to_nanos, to_usd

NANOS = st.integers(min_value=-(10**18), max_value=10**18)
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=15)


@given(NANOS)
def test_nanos_survive_the_way_to_usd_and_back(nanos: int) -> None:
    assert to_nanos(from_nanos(nanos)) == nanos


@given(st.lists(NANOS, max_size=30))
def test_sums_in_usd_are_sums_in_nanos(nanos: list[int]) -> None:
    assert to_nanos(sum((from_nanos(n) for n in nanos), start=Decimal(0))) == sum(nanos)


@given(AMOUNTS)
def test_rounding_moves_an_amount_by_half_a_nano_at_most(amount: Decimal) -> None:
    assert abs(to_usd(amount) - amount) <= Decimal("0.5e-9")


@given(AMOUNTS)
def test_rounding_twice_is_rounding_once(amount: Decimal) -> None:
    assert to_usd(to_usd(amount)) == to_usd(amount)


@pytest.mark.parametrize(
    ("amount", "nanos"),
    [("0.0000000005", 0), ("0.0000000015", 2), ("0.0000000025", 2), ("0.0000000035", 4)],
)
def test_half_a_nano_goes_to_the_even_neighbour(amount: str, nanos: int) -> None:
    assert to_nanos(Decimal(amount)) == nanos


@given(AMOUNTS)
def test_shown_amounts_are_plain_digits_without_trailing_zeros(amount: Decimal) -> None:
    shown = format_usd(amount)

    assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", shown)
    assert Decimal(shown) == to_usd(amount)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "0"),
        ("1E-9", "0.000000001"),
        ("0.0000120", "0.000012"),
        ("1E+3", "1000"),
        ("100", "100"),
        ("-0.0000000001", "0"),
        ("-2.50", "-2.5"),
    ],
)
def test_amounts_are_shown_as_people_write_them(amount: str, shown: str) -> None:
    assert format_usd(Decimal(amount)) == shown
