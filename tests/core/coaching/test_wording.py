"""Tests of `router.core.coaching.wording`."""

import pytest

from router.core.coaching.wording import count, usd
from tests.core.coaching.own import usd as amount


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("0", "USD 0.00"),
        ("1234.5", "USD 1,234.50"),
        ("0.01", "USD 0.01"),
        ("0.00123", "USD 0.0012"),
        ("0.00001", "USD 0.000010"),
    ],
)
def test_amounts_have_digits_that_tell_something(given: str, written: str) -> None:
    assert usd(amount(given)) == written


def test_thousands_are_set_apart() -> None:
    assert count(12_500) == "12,500"
