"""What does a call cost at a deployment's price, and which price holds at a given time?"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from operator import attrgetter
from typing import Self

from typing_extensions import override

from router.core.money import ZERO_USD, to_usd
from router.core.rates import Rates, Tariff
from router.core.usage import Usage

__all__ = [
    "ESTIMATED_PRICE",
    "OWN_PRICE",
    "UNPRICED",
    "Price",
    "PriceHistory",
    "ServiceTier",
    "cost_of",
]

OWN_PRICE = "own-"
"""Begins the version of a price that is written in the catalog, and not taken from the list."""
ESTIMATED_PRICE = "estimated-"
"""Begins the version of a price that nobody knows: a cautious one stands for it."""
UNPRICED = "unpriced-"
"""Begins the version of a price that nobody knows, where the catalog permits to book nothing."""

_EXACT = Context(prec=100)
"""Amounts times counts need up to 40 digits, and the usual context keeps 28."""
_TO_USD = Decimal("1e-6")
_parts = attrgetter(
    "cached_tokens",
    "cache_write_tokens",
    "image_input_tokens",
    "audio_input_tokens",
    "reasoning_tokens",
    "audio_output_tokens",
)
_NO_PARTS = (0,) * 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTier(Tariff):
    """What a deployment costs in one of the provider's classes of service, such as `flex`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Price(Tariff):
    """What a deployment costs from a day on: the usual tariff, and those of other service tiers."""

    version: str
    """Names the amounts: for a deployment the same version always means the same ones."""
    valid_from: date = date.min
    service_tiers: tuple[ServiceTier, ...] = ()

    def tariff(self, service_tier: str | None = None) -> Tariff:
        """The tariff of a service tier; the usual one where it has none of its own."""
        if service_tier is None:
            return self
        return next((one for one in self.service_tiers if one.name == service_tier), self)

    @override
    def times(self, factor: Decimal) -> Self:
        tiers = tuple(one.times(factor) for one in self.service_tiers)
        return replace(Tariff.times(self, factor), service_tiers=tiers)

    @property
    def content(self) -> tuple[object, ...]:
        """All that decides what is billed, in one form: equal where the same is billed."""
        named = sorted(self.service_tiers, key=lambda one: one.name)
        return _written(self), tuple((one.name, _written(one)) for one in named)


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
        if len(self.prices) == 1:  # as a rule
            return self.prices[0]
        found = bisect_right(self.prices, day, key=lambda price: price.valid_from)
        return self.prices[max(found - 1, 0)]


def cost_of(usage: Usage, price: Price) -> Decimal:
    """Cost in USD of tokens, units and the request, exact and rounded once to whole nano-USD.

    No token is billed twice: parts that exceed their whole are cut, in the order of `Usage`. So
    where cached input had images, the images are billed in full; providers do not tell more.

    Args:
        usage: the tokens and units of the call.
        price: that of the request's day.
    """
    tariff = price if usage.service_tier is None else price.tariff(usage.service_tier)
    rates = tariff.at(usage.input_tokens)
    read = usage.input_tokens if usage.input_tokens > 0 else 0
    wrote = usage.output_tokens if usage.output_tokens > 0 else 0
    total = _EXACT.multiply(read, rates.input_usd_per_mtok)
    total = _EXACT.fma(wrote, rates.output_usd_per_mtok, total)
    if _parts(usage) != _NO_PARTS:
        total = _EXACT.add(total, _special(usage, rates))
    fee = rates.request_usd
    if usage.units > 0 and rates.unit_usd is not None:
        fee = _EXACT.fma(usage.units, rates.unit_usd, fee)
    return to_usd(_EXACT.fma(total, _TO_USD, fee))


def _special(usage: Usage, rates: Rates) -> Decimal:
    """How much more (or less) the tokens cost that have a rate of their own, times a million."""
    written, written_1h = usage.cache_write_tokens, usage.cache_write_1h_tokens
    written_usd, written_1h_usd = rates.cache_write_usd_per_mtok, rates.cache_write_1h_usd_per_mtok
    written_1h = min(max(written_1h, 0), written)
    of_input = (
        (usage.cached_tokens, rates.cached_input_usd_per_mtok),
        (written_1h, written_usd if written_1h_usd is None else written_1h_usd),
        (written - written_1h, written_usd),
        (usage.image_input_tokens, rates.image_input_usd_per_mtok),
        (usage.audio_input_tokens, rates.audio_input_usd_per_mtok),
    )
    of_output = (
        (usage.reasoning_tokens, rates.reasoning_usd_per_mtok),
        (usage.audio_output_tokens, rates.audio_output_usd_per_mtok),
    )
    return _EXACT.add(
        _differences(of_input, usage.input_tokens, usual_usd=rates.input_usd_per_mtok),
        _differences(of_output, usage.output_tokens, usual_usd=rates.output_usd_per_mtok),
    )


def _differences(
    parts: tuple[tuple[int, Decimal | None], ...], whole: int, *, usual_usd: Decimal
) -> Decimal:
    total, left = ZERO_USD, whole
    for tokens, rate in parts:
        if tokens > 0 and left > 0:
            counted = tokens if tokens < left else left
            left -= counted
            if rate is not None:
                total = _EXACT.fma(counted, rate - usual_usd, total)
    return total


def _written(tariff: Tariff) -> tuple[object, ...]:
    bands = ((band.above_input_tokens, _digits(band)) for band in tariff.bands)
    return _digits(tariff), *bands


def _digits(rates: Rates) -> tuple[str, ...]:
    # Prices were named before there were units: what has no price by unit keeps its name.
    amounts = rates.amounts if rates.unit_usd else rates.amounts[:-1]
    return tuple(f"{amount.normalize():f}" for amount in amounts)
