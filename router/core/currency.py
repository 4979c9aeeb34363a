"""What is an amount in another currency in USD, from which day on?"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from router.core.price import Price

__all__ = ["DOLLAR", "Currency", "ExchangeRate", "in_usd"]


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """What one unit of a currency costs, from a day (UTC) on."""

    usd: Decimal
    since: date = date.min


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency by its code, and its rates, oldest first."""

    code: str
    rates: tuple[ExchangeRate, ...]

    def __post_init__(self) -> None:
        days = [rate.since for rate in self.rates]
        if not days or days != sorted(set(days)):  # another rate would apply without a word
            raise ValueError("a currency needs at least one rate, oldest first, one a day")

    def within(self, since: date, until: date) -> Iterator[ExchangeRate]:
        """The rates that apply from `since` to the day before `until`, the first from `since`.

        The oldest rate also applies before its day.
        """
        first = max(bisect_right(self.rates, since, key=lambda rate: rate.since) - 1, 0)
        yield replace(self.rates[first], since=since)
        yield from (rate for rate in self.rates[first + 1 :] if since < rate.since < until)


DOLLAR = Currency("USD", (ExchangeRate(Decimal(1)),))


def in_usd(prices: Iterable[tuple[Price, Currency]]) -> tuple[Price, ...]:
    """Prices in USD: an entry for each day on which a price or its exchange rate changes.

    Args:
        prices: oldest first; amounts are in the currency beside them.
    """
    listed = list(prices)
    ends = [*(price.valid_from for price, _ in listed[1:]), date.max]
    return tuple(
        replace(price.times(rate.usd), valid_from=rate.since)
        for (price, currency), end in zip(listed, ends, strict=True)
        for rate in currency.within(price.valid_from, end)
    )
