"""What does a deployment cost by its line of the catalog, else by the price list?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from router.adapters.files.catalog_format import CatalogText, DeploymentText
from router.adapters.files.content_version import short_hash
from router.adapters.files.currency_format import ExchangeRateText
from router.adapters.files.listed_model import ListedModel
from router.adapters.files.partial_prices import INPUT, OUTPUT, PartialTariff, price_of
from router.adapters.files.price_format import BandText, PricesText, ServiceTierText
from router.core.currency import DOLLAR, Currency, ExchangeRate, in_usd
from router.core.price import OWN_PRICE, Price

__all__ = ["Terms", "prices_of", "terms_of", "with_version"]

_FULL, _NOTHING = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for all prices of a catalog."""

    currencies: Mapping[str, Currency]
    discounts: Mapping[str, Decimal]
    """By provider; they change listed prices, since written ones are what is really paid."""


def terms_of(catalog: CatalogText) -> Terms:
    """The terms that a catalog states."""
    currencies = {code: _currency(code, rates) for code, rates in catalog.currencies.items()}
    return Terms(currencies={DOLLAR.code: DOLLAR, **currencies}, discounts=dict(catalog.discounts))


def prices_of(
    written: DeploymentText, known: ListedModel | None, *, terms: Terms
) -> tuple[Price, ...]:
    """The prices with their versions, oldest first; none where nobody knows any.

    All currencies that the line names must be among the terms.
    """
    if written.prices is not None:
        dated = sorted(written.prices, key=lambda text: text.valid_from or date.min)
        own = in_usd((_own_price(text), terms.currencies[text.currency]) for text in dated)
        factor = written.discount or _FULL
        return tuple(with_version(price.times(factor), OWN_PRICE) for price in own)
    if known is None or known.price is None:
        return ()
    usual = terms.discounts.get(written.provider, _FULL)
    price = known.price.times(usual if written.discount is None else written.discount)
    return (with_version(price, f"{known.price.version}-"),)


def with_version(price: Price, prefix: str) -> Price:
    """The price under a version that its amounts have on every machine."""
    return replace(price, version=f"{prefix}{short_hash(price.content)}")


def _own_price(text: PricesText) -> Price:
    return price_of(
        PartialTariff({INPUT: _NOTHING, OUTPUT: _NOTHING, **text.said}, _bands(text.bands)),
        {name: _service_tier(tier) for name, tier in text.service_tiers.items()},
        version=OWN_PRICE,
        valid_from=text.valid_from or date.min,
    )


def _service_tier(text: ServiceTierText) -> PartialTariff:
    return PartialTariff(text.said, _bands(text.bands), text.discount)


def _bands(bands: tuple[BandText, ...]) -> dict[int, dict[str, Decimal]]:
    return {band.above_input_tokens: band.said for band in bands}


def _currency(code: str, rates: tuple[ExchangeRateText, ...]) -> Currency:
    known = (ExchangeRate(rate.usd, rate.since or date.min) for rate in rates)
    return Currency(code, tuple(sorted(known, key=lambda rate: rate.since)))
