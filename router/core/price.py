"""What does a call cost at a deployment's price, and which price holds at a given time?"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from router.core.money import ZERO_USD, to_usd
from router.core.usage import Usage

__all__ = ["OWN_PRICE", "Price", "PriceHistory", "cost_of"]

_MTOK = Decimal(1_000_000)
OWN_PRICE = "own-"
"""Begins the version of a price that is written in the catalog, and not taken from the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Prices in USD for a million tokens, valid from a date, and a fee for each request."""

    version: str
    input_usd_per_mtok: Decimal
    output_usd_per_mtok: Decimal
    cached_input_usd_per_mtok: Decimal | None = None
    """None: cached input costs what other input costs."""
    cache_write_usd_per_mtok: Decimal | None = None
    request_usd: Decimal = ZERO_USD
    valid_from: date = date.min


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """The prices of one deployment, oldest first; an entry holds until the next begins."""

    prices: tuple[Price, ...]

    def __post_init__(self) -> None:
        days = [price.valid_from for price in self.prices]
        if not days or days != sorted(days):  # `at` would bill a wrong price without a word
            raise ValueError("a price history needs at least one price, oldest first")

    def at(self, day: date) -> Price:
        """The price in force on `day`; the oldest one where `day` precedes them all."""
        found = bisect_right(self.prices, day, key=lambda price: price.valid_from)
        return self.prices[max(found - 1, 0)]


def cost_of(usage: Usage, price: Price) -> Decimal:
    """Cost in USD, exact and then rounded once to whole nano-USD."""
    fresh = usage.input_tokens - usage.cached_tokens - usage.cache_write_tokens
    total = fresh * price.input_usd_per_mtok + usage.output_tokens * price.output_usd_per_mtok
    if usage.cached_tokens:
        total += usage.cached_tokens * _or_input(price.cached_input_usd_per_mtok, price)
    if usage.cache_write_tokens:
        total += usage.cache_write_tokens * _or_input(price.cache_write_usd_per_mtok, price)
    return to_usd(total / _MTOK + price.request_usd)


def _or_input(special_usd: Decimal | None, price: Price) -> Decimal:
    return price.input_usd_per_mtok if special_usd is None else special_usd
