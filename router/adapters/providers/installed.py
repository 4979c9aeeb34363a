"""What does a model that runs on this machine offer, and what does it cost?"""

from collections.abc import Iterable, Iterator

from router.adapters.providers.discovery import Found
from router.core.deployment import Capability, Deployment
from router.core.money import ZERO_USD
from router.core.price import Price, PriceHistory
from router.core.tier import Tier

__all__ = ["installed"]


def installed(found: Iterable[Found]) -> Iterator[Deployment]:
    """Models of local services: they cost nothing and serve the economy tier."""
    free = Price(version="local", input_usd_per_mtok=ZERO_USD, output_usd_per_mtok=ZERO_USD)
    for one in found:
        for model in one.models:
            yield Deployment(
                name=model,
                provider=one.provider,
                model=model,
                tier=Tier.ECONOMY,
                prices=PriceHistory((free,)),
                capabilities=frozenset(
                    {Capability.TOOLS, Capability.JSON_MODE, Capability.JSON_SCHEMA}
                ),
            )
