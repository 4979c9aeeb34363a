"""What can each deployment offer today: its price as whole numbers, made ready for comparing?

Candidates are compared on every request, so amounts are integers of 1e-18 USD: as exact as `Price`,
and several times as quick as decimals. What is booked is always computed by `cost_of`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from router.core.deployment import Deployment
from router.core.facts import Facts
from router.core.price import Price
from router.core.rates import Rates

__all__ = ["ATTOS_PER_USD", "AttoRates", "Offer", "offers", "warm_tokens"]

ATTOS_PER_USD = 10**18
_PER_TOKEN = 10**12
"""1e-18 USD for a token, where a million tokens cost one USD."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttoRates:
    """What a token costs, a unit and a request."""

    input_attos: int
    cached_attos: int
    output_attos: int
    request_attos: int
    unit_attos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One deployment at the usual price of one day."""

    deployment: Deployment
    place: int
    """Its place in the catalog: the first of equals wins."""
    price: Price
    rank: int
    """Of its tier."""
    window: int
    max_output_tokens: int
    rates: AttoRates
    bands: tuple[tuple[int, AttoRates], ...]
    """What requests with more input tokens than that cost, from the longest input on."""
    label: str
    """As `Facts.unhealthy` names it."""

    def rates_at(self, input_tokens: int) -> AttoRates:
        """The rates of a request with so much input."""
        for above, rates in self.bands:
            if input_tokens > above:
                return rates
        return self.rates


def offers(deployments: Iterable[Deployment], day: date) -> tuple[Offer, ...]:
    """What each deployment offers on `day`, in the same order."""
    return tuple(_offer(one, place, day=day) for place, one in enumerate(deployments))


def warm_tokens(facts: Facts, deployment: Deployment) -> int:
    """How much of the input the deployment probably has in its prompt cache."""
    before = facts.conversation
    if before is None or before.deployment != deployment.name:
        return 0
    age_s = (facts.at - before.at).total_seconds()
    if not 0 <= age_s <= deployment.cache_ttl_s:
        return 0
    return min(before.warm_tokens, facts.request.input_tokens)


def _offer(deployment: Deployment, place: int, *, day: date) -> Offer:
    price = deployment.prices.at(day)
    return Offer(
        deployment=deployment,
        place=place,
        price=price,
        rank=deployment.tier.rank,
        window=deployment.context_window,
        max_output_tokens=deployment.max_output_tokens,
        rates=_rates(price),
        bands=tuple((band.above_input_tokens, _rates(band)) for band in reversed(price.bands)),
        label=f"{deployment.provider}/{deployment.name}",
    )


def _rates(rates: Rates) -> AttoRates:
    cached = rates.cached_input_usd_per_mtok
    fresh = _attos(rates.input_usd_per_mtok)
    return AttoRates(
        input_attos=fresh,
        cached_attos=fresh if cached is None else _attos(cached),
        output_attos=_attos(rates.output_usd_per_mtok),
        request_attos=int(rates.request_usd * ATTOS_PER_USD),
        unit_attos=int((rates.unit_usd or 0) * ATTOS_PER_USD),
    )


def _attos(usd_per_mtok: Decimal) -> int:
    return int(usd_per_mtok * _PER_TOKEN)
