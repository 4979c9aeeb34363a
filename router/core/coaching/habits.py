"""What do tips look at: one's own requests, and what each could have cost elsewhere?"""

from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from functools import cached_property
from math import exp

from router.core.catalog import Ask, Catalog
from router.core.coaching.own_request import OwnRequest
from router.core.deployment import Deployment
from router.core.errors import ModelNotFound
from router.core.fit import fits
from router.core.ledger import Outcome
from router.core.money import ZERO_USD
from router.core.price import Price, cost_of
from router.core.quality import ability_of
from router.core.tier import Tier
from router.core.usage import Usage

__all__ = ["Habits"]

_WORSE = 0.1
"""So much less likely may a good answer be on a cheaper deployment that still does."""


@dataclass(frozen=True)
class Habits:
    """Somebody's own requests, oldest first, and the catalog with the prices of every day."""

    requests: tuple[OwnRequest, ...]
    catalog: Catalog

    @cached_property
    def completed(self) -> tuple[OwnRequest, ...]:
        """Those that came to their end."""
        return tuple(one for one in self.requests if one.outcome is Outcome.COMPLETED)

    def asked_premium(self, request: OwnRequest) -> bool:
        """Whether it asked for premium by name, and premium answered."""
        if request.tier is not Tier.PREMIUM:
            return False
        try:
            ask = self.catalog.resolve(request.asked.requested_model)
        except ModelNotFound:
            return False
        wish = ask.tier or (ask.deployment.tier if ask.deployment is not None else None)
        return ask != Ask() and wish is Tier.PREMIUM

    def saved_on(self, tier: Tier, request: OwnRequest) -> Decimal:
        """What the same tokens would have cost less on a tier; 0 where it would not have done."""
        usable = [
            cost_of(request.usage, self._price(one, request))
            for one in self.catalog.deployments
            if one.tier is tier and fits(one, request.asked) and self._would_do(one, request)
            if one.kind is request.asked.kind
        ]
        return _least(request.cost_usd, min(usable)) if usable else ZERO_USD

    def saved_with(self, usage: Usage, request: OwnRequest) -> Decimal:
        """What other usage would have cost less at the deployment that answered."""
        used = self.catalog.called(request.deployment)
        if used is None:  # it is no longer in the catalog: nobody knows
            return ZERO_USD
        price = self._price(used, request)
        fewer = cost_of(request.usage, price) - cost_of(usage, price)
        return max(ZERO_USD, min(request.cost_usd, fewer))

    def output_usd(self, tokens: int, request: OwnRequest) -> Decimal:
        """What so many tokens of output cost at the deployment that answered."""
        used = self.catalog.called(request.deployment)
        if used is None:
            return ZERO_USD
        return cost_of(Usage(output_tokens=tokens), self._price(used, request))

    def cache_ttl_s(self, request: OwnRequest) -> int:
        """How long the deployment that answered keeps a prompt's beginning."""
        used = self.catalog.called(request.deployment)
        return 0 if used is None else used.cache_ttl_s

    def _price(self, deployment: Deployment, request: OwnRequest) -> Price:
        return deployment.prices.at(request.at.astimezone(UTC).date())

    def _would_do(self, other: Deployment, request: OwnRequest) -> bool:
        """Nothing is known against it: abilities and difficulty decide only where all are known."""
        used = self.catalog.called(request.deployment)
        if used is None or request.difficulty is None:
            return True
        here, there = (ability_of(one, request.task) for one in (used, other))
        if here.is_assumed or there.is_assumed:
            return True
        hard = request.difficulty
        return _p_good(there.value - hard) >= _p_good(here.value - hard) - _WORSE


def _p_good(distance: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, distance))))


def _least(cost_usd: Decimal, other_usd: Decimal) -> Decimal:
    """Never more than was spent, and never less than nothing."""
    return max(ZERO_USD, min(cost_usd, cost_usd - other_usd))
