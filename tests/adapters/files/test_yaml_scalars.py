from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.files.yaml_scalars import scalar


@pytest.mark.parametrize("text", ["no", "yes", "on", "off", "1:30", "007", "1.2.3", "2026-01-31"])
def test_text_that_older_yaml_turns_into_something_else_stays_text(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("False", False), ("~", None), ("", None), ("128_000", 128_000), ("-3", -3)],
)
def test_words_and_whole_numbers(text: str, value: object) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9))
def test_amounts_keep_every_digit(amount: Decimal) -> None:
    read = scalar(f"{amount:f}")
    assert isinstance(read, Decimal)
    assert read.as_tuple() == Decimal(f"{amount:f}").as_tuple()


@pytest.mark.parametrize("text", [".inf", ".nan", "1e9999", "9" * 500])
def test_numbers_that_no_file_needs_are_text(text: str) -> None:
    assert scalar(text) == text
