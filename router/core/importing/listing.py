"""What is known of models beyond the file that is imported: prices, limits and providers?"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from router.core.deployment import Capability, Kind
from router.core.importing.imported import Imported, Prices
from router.core.importing.source import Document
from router.core.price import Price

__all__ = ["Importer", "Known", "Listing", "prices_of", "window_of"]


class Known(Protocol):
    """A model as the price list knows it. None where the list says nothing that we can use."""

    @property
    def kind(self) -> Kind | None:
        """What it is called for."""

    @property
    def price(self) -> Price | None:
        """What it costs."""

    @property
    def context_window(self) -> int | None:
        """Input and output tokens together."""

    @property
    def max_output_tokens(self) -> int | None:
        """The most tokens of one answer."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The price list, and the providers that can be named."""

    find: Callable[[str, str], Known | None]
    """What is known of a provider's model."""
    elsewhere: Callable[[str], Sequence[str]]
    """Providers that list exactly this model, as `provider/model`, the best known first."""
    providers: Set[str]
    own_servers: Set[str]
    """Providers that one runs oneself: they have no listed prices, and models have any name."""

    def of(self, model: str) -> Known | None:
        """What is known of `provider/model`; of own servers nothing is."""
        provider, _, name = model.partition("/")
        return None if provider in self.own_servers else self.find(provider, name)


Importer = Callable[[Document, Listing], Imported]
"""Turns a configuration of one foreign format into ours."""


def prices_of(price: Price) -> Prices:
    """A listed price by the names that a catalog uses, without its bands and service tiers."""
    every = {
        "input_usd_per_mtok": price.input_usd_per_mtok,
        "output_usd_per_mtok": price.output_usd_per_mtok,
        "cached_input_usd_per_mtok": price.cached_input_usd_per_mtok,
        "cache_write_usd_per_mtok": price.cache_write_usd_per_mtok,
        "cache_write_1h_usd_per_mtok": price.cache_write_1h_usd_per_mtok,
        "reasoning_usd_per_mtok": price.reasoning_usd_per_mtok,
        "image_input_usd_per_mtok": price.image_input_usd_per_mtok,
        "audio_input_usd_per_mtok": price.audio_input_usd_per_mtok,
        "audio_output_usd_per_mtok": price.audio_output_usd_per_mtok,
        "request_usd": price.request_usd or None,
    }
    return {name: amount for name, amount in every.items() if amount is not None}


def window_of(known: Known) -> int | None:
    """The window in which `prices_of` holds: it ends where a dearer band begins."""
    bands = known.price.bands if known.price else ()
    ends = (known.context_window, *(band.above_input_tokens for band in bands[:1]))
    return min((end for end in ends if end), default=None)
