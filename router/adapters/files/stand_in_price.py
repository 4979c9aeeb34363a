"""Which price stands in for one that nobody knows?

A cautious one: for each kind of token the highest rate among the deployments of the same provider
and kind in this catalog, in whatever band; where it has none with a price, among those of the same
tier and kind; else what one of the dearest listed models costs.
"""

from collections.abc import Iterable
from decimal import Decimal
from types import MappingProxyType

from router.adapters.files.pricing import with_version
from router.core.deployment import Deployment, Kind, unit_of
from router.core.money import ZERO_USD
from router.core.price import ESTIMATED_PRICE, UNPRICED, Price
from router.core.rates import RATE_FIELDS, Rates, dearest
from router.core.tier import Tier

__all__ = ["DEAREST_USUAL", "estimated", "unpriced"]


def _by_unit(usd: str) -> Rates:
    return Rates(input_usd_per_mtok=ZERO_USD, output_usd_per_mtok=ZERO_USD, unit_usd=Decimal(usd))


DEAREST_USUAL = MappingProxyType(
    {
        Kind.CHAT: Rates(input_usd_per_mtok=Decimal(15), output_usd_per_mtok=Decimal(75)),
        Kind.EMBEDDING: Rates(input_usd_per_mtok=Decimal("0.2"), output_usd_per_mtok=ZERO_USD),
        Kind.MODERATION: Rates(input_usd_per_mtok=Decimal("0.2"), output_usd_per_mtok=ZERO_USD),
        Kind.IMAGE: _by_unit("0.4"),
        Kind.TRANSCRIPTION: _by_unit("0.0003"),
        Kind.SPEECH: _by_unit("0.0002"),
    }
)
"""Where a catalog knows no price to go by: no less than 96 of 100 models of the price list cost.

Half of its chat models cost at most 0.60 for input, and half at most 1.75 for output. What makes
pictures or handles sound is taken to be billed by units, which are known whatever it answers.
Moderation costs what embeddings do: that of well-known providers is free, and listed."""


def estimated(provider: str, kind: Kind, *, tier: Tier, priced: Iterable[Deployment]) -> Price:
    """The cautious price of a deployment; `priced` are those of the catalog that have a price."""
    alike = [one for one in priced if one.kind is kind and _costs_something(one)]
    fitting = [one for one in alike if one.provider == provider]
    fitting = fitting or [one for one in alike if one.tier is tier]
    rates = dearest(_rates(fitting)) if fitting else DEAREST_USUAL[kind]
    return _price(rates, ESTIMATED_PRICE)


def unpriced() -> Price:
    """Nothing, where the catalog permits that an unknown price is not booked."""
    return _price(Rates(input_usd_per_mtok=ZERO_USD, output_usd_per_mtok=ZERO_USD), UNPRICED)


def _costs_something(deployment: Deployment) -> bool:
    """A server of one's own may be free, and says nothing on what another one costs."""
    return any(any(rates.amounts) for rates in _rates([deployment]))


def _rates(deployments: Iterable[Deployment]) -> Iterable[Rates]:
    for deployment in deployments:
        for price in deployment.prices.prices:
            yield price
            yield from price.bands
            if unit_of(deployment.kind) is not None:  # other sizes and qualities, not a rebate
                yield from price.service_tiers


def _price(rates: Rates, prefix: str) -> Price:
    amounts = {name: getattr(rates, name) for name in RATE_FIELDS}
    return with_version(Price(**amounts, version=prefix), prefix)
