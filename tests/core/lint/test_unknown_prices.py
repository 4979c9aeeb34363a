from datetime import date

import pytest

from router.core.lint.unknown_prices import check
from tests import factories
from tests.core.lint.subjects import found, subject, texts


@pytest.mark.parametrize(
    ("version", "codes"),
    [
        ("estimated-1a2b", ["estimated-price"]),
        ("unpriced-1a2b", ["unpriced"]),
        ("own-1a2b", []),
        ("litellm-1.0-1a2b", []),
    ],
)
def test_a_price_that_nobody_knows_is_found_at_its_model(version: str, codes: list[str]) -> None:
    priced = factories.deployment(prices=(factories.price(version=version),))
    known = subject(catalog=factories.catalog(priced))

    assert found(check, known) == [(code, ("deployments", 0, "model")) for code in codes]


def test_what_stands_in_is_told() -> None:
    price = factories.price(version="estimated-1", input_usd="15", output_usd="75")
    guessed = factories.deployment("new", prices=(price,))

    (text,) = texts(check, subject(catalog=factories.catalog(guessed)))

    assert "15 USD for a million input tokens, 75 for output" in text
    assert "Is `openai/new-model` written right?" in text


def test_without_a_catalog_nothing_is_found() -> None:
    assert found(check, subject(catalog=None)) == []


def test_only_the_price_of_today_counts() -> None:
    old = factories.price(version="estimated-1")
    new = factories.price(version="own-1", valid_from=date(2020, 1, 1))
    priced = factories.deployment(prices=(old, new))

    assert found(check, subject(catalog=factories.catalog(priced))) == []
