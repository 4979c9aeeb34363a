from dataclasses import replace
from datetime import date

import pytest

from router.core.deployment import Kind
from router.core.lint.finding import Subject
from router.core.lint.prices import check
from tests import factories
from tests.core.lint.subjects import found, subject, texts

AT = ("deployments", 0, "prices")
RIGHT = {"input_usd": "1", "cached_usd": "0.1", "output_usd": "4"}


def priced(
    *, version: str = "own-1", provider: str = "openai", kind: Kind = Kind.CHAT,
    valid_from: date = date.min, api_base: str | None = None, **usd: str,
) -> Subject:  # fmt: skip
    price = factories.price(**{**RIGHT, **usd}, valid_from=valid_from, version=version)
    made = factories.deployment(provider=provider, kind=kind, api_base=api_base, prices=(price,))
    known = subject(catalog=factories.catalog(made))
    return replace(known, own_servers=frozenset({"ollama"}))


@pytest.mark.parametrize(
    ("usd", "code"),
    [
        ({"input_usd": "0", "output_usd": "0", "cached_usd": "0"}, "free-deployment"),
        ({"input_usd": "5", "output_usd": "1"}, "odd-price"),
        ({"cached_usd": "2"}, "odd-price"),
    ],
)
def test_amounts_that_can_hardly_be_right_are_found(usd: dict[str, str], code: str) -> None:
    assert found(check, priced(**usd)) == [(code, AT)]  # type: ignore[arg-type]


def test_right_amounts_are_not() -> None:
    assert found(check, priced()) == []


def test_a_server_of_ones_own_is_free_and_has_no_price_for_its_cache() -> None:
    free = {"input_usd": "0", "output_usd": "0", "cached_usd": "0"}
    assert found(check, priced(provider="ollama", **free)) == []  # type: ignore[arg-type]
    assert found(check, priced(api_base="https://llm.example.com", **free)) == []  # type: ignore[arg-type]


def test_an_embedding_writes_nothing_and_has_no_cache() -> None:
    price = factories.price(input_usd="1", output_usd="0", version="own-1")
    vectors = factories.deployment(kind=Kind.EMBEDDING, prices=(price,))
    assert found(check, subject(catalog=factories.catalog(vectors))) == []


def test_a_price_that_nobody_looked_at_for_a_year_is_found() -> None:
    old = priced(valid_from=date(2025, 11, 1))
    assert found(check, old) == [("old-price", AT)]
    assert "is of 2025-11-01, more than a year ago." in texts(check, old)[0]
    assert found(check, priced(valid_from=date(2025, 12, 1))) == []


def test_a_missing_price_of_the_cache_is_noted() -> None:
    price = factories.price(version="own-1")
    known = subject(catalog=factories.catalog(factories.deployment(prices=(price,))))
    assert found(check, known) == [("no-cached-price", AT)]


def test_listed_prices_are_the_lists_matter() -> None:
    assert found(check, priced(version="litellm-1", input_usd="5", output_usd="1")) == []
