"""What does a model cost and what can it do, by the price list that comes with litellm?

The list is read as a file: importing litellm takes seconds, reading one file milliseconds.
"""

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context
from difflib import get_close_matches
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from router.adapters.files.listed_model import MODES, ListedModel, listed_model
from router.adapters.files.listed_pictures import (
    NO_SIZES,
    model_of_size,
    tier_of_size,
    usual_picture,
)
from router.core.deployment import Kind
from router.core.errors import ConfigurationError

__all__ = ["PriceSource", "bundled_prices"]

_LIST = "model_prices_and_context_window_backup.json"
_PROVIDERS = "provider_endpoints_support_backup.json"
_ALSO = {
    "together": "together_ai",
    "fireworks": "fireworks_ai",
    "lmstudio": "lm_studio",
}
"""Providers whose everyday name is not the one in the list."""
_MAKING = frozenset(mode for mode, kind in MODES.items() if kind is Kind.IMAGE)
_PICTURES = {"mode": "image_generation"}
"""What is not listed by its name alone may be listed by the sizes of its pictures."""
_CALLED = frozenset({"chat", "responses", *MODES})
_EXACT = Context(prec=12)
"""A few prices in the list carry the noise of binary fractions, such as 1.0000000000000001e-07."""


class _Listing(msgspec.Struct):
    litellm_provider: str | None = None
    mode: str | None = None


@dataclass(frozen=True)
class PriceSource:
    """A price list: model names to entries that are decoded when they are asked for."""

    version: str
    entries: Mapping[str, bytes | msgspec.Raw]
    more_providers: frozenset[str] = frozenset()
    """Providers that can be called although the list has no price of theirs."""

    def find(
        self, provider: str, model: str, *, called_for: Kind | None = None
    ) -> ListedModel | None:
        """What the list says of a provider's model; None where it does not list it.

        Args:
            provider: as the catalog names it.
            model: as the provider names it.
            called_for: its price is that of such calls; None for what it is listed for.
        """
        families = (provider, _ALSO.get(provider, provider))
        entry = self._entry(families, model)
        makes_pictures = called_for is Kind.IMAGE or (entry or _PICTURES).get("mode") in _MAKING
        sizes = self._sizes(families, model) if makes_pictures else NO_SIZES
        entry = usual_picture(sizes) if entry is None else entry
        if entry is None:
            return None
        return listed_model(entry, version=self.version, called_for=called_for, sizes=sizes)

    def _entry(self, families: tuple[str, ...], model: str) -> Mapping[str, Any] | None:
        for name in (*(f"{family}/{model}" for family in families), model):
            raw = self.entries.get(name)
            if raw is not None:
                entry = _decoded(raw)
                if _serves(str(entry.get("litellm_provider")), families):
                    return entry
        return None

    def _sizes(self, families: tuple[str, ...], model: str) -> Mapping[str, Mapping[str, Any]]:
        """The entries of a model's pictures by quality and size."""
        found = {}
        for name in self._sized.get(model, ()):
            tier, entry = tier_of_size(name, families), _decoded(self.entries[name])
            if tier is not None and _serves(str(entry.get("litellm_provider")), families):
                found[tier] = entry
        return found

    @cached_property
    def _sized(self) -> Mapping[str, Sequence[str]]:
        """Names of entries with a size, by model."""
        named: dict[str, list[str]] = {}
        for name in self.entries:
            model = model_of_size(name)
            if model is not None:
                named.setdefault(model, []).append(name)
        return named

    def nearest(self, provider: str, model: str) -> list[str]:
        """Up to three listed models of the provider with names like `model`."""
        names = self._offered.get(_ALSO.get(provider, provider), ())
        near = get_close_matches(model, names, n=3, cutoff=0.5)
        return [f"{provider}/{name}" for name in near]

    def elsewhere(self, model: str) -> list[str]:
        """Up to three providers that list exactly this model, as `provider/model`."""
        homes = (p for p, names in self._offered.items() if model in names)
        return [f"{provider}/{model}" for provider in sorted(homes, key=_known_first)][:3]

    @cached_property
    def providers(self) -> frozenset[str]:
        """All providers that can be named."""
        return frozenset({*self._offered, *_ALSO, *self.more_providers})

    @cached_property
    def _offered(self) -> Mapping[str, tuple[str, ...]]:
        """Names of models that can be called, by provider; only messages need them."""
        offered: dict[str, list[str]] = {}
        for name, raw in self.entries.items():
            listing = msgspec.json.decode(raw, type=_Listing)
            if listing.mode not in _CALLED or model_of_size(name) is not None:
                continue
            if listing.litellm_provider:
                provider = _family(listing.litellm_provider)
                offered.setdefault(provider, []).append(name.removeprefix(f"{provider}/"))
        return {provider: tuple(names) for provider, names in offered.items()}


@cache
def bundled_prices() -> PriceSource:
    """The price list of the installed litellm, read once.

    Raises:
        ConfigurationError: litellm is not installed as this release needs it.
    """
    found = importlib.util.find_spec("litellm")
    folders = found.submodule_search_locations if found else None
    try:
        folder = Path(next(iter(folders or ())))
        entries = msgspec.json.decode((folder / _LIST).read_bytes(), type=dict[str, msgspec.Raw])
        support = msgspec.json.decode((folder / _PROVIDERS).read_bytes())
    except (StopIteration, OSError, msgspec.DecodeError) as error:
        raise ConfigurationError(
            "The price list of litellm cannot be read. Install tierwise again: "
            "`pip install --force-reinstall tierwise`."
        ) from error
    return PriceSource(
        version=f"litellm-{version('litellm')}",
        entries={name: raw for name, raw in entries.items() if name != "sample_spec"},
        more_providers=frozenset(
            name
            for name, said in support["providers"].items()
            if said["endpoints"].get("chat_completions") and "/" not in name
        ),
    )


def _decoded(raw: bytes | msgspec.Raw) -> Mapping[str, Any]:
    return _DECODER.decode(raw)


_DECODER = msgspec.json.Decoder(dict[str, Any], float_hook=_EXACT.create_decimal)


def _serves(listed: str, families: tuple[str, ...]) -> bool:
    """The list splits some providers by API or maker: `cohere_chat`, `vertex_ai-llama_models`."""
    return any(listed == f or listed.startswith((f"{f}_", f"{f}-")) for f in families)


def _family(listed: str) -> str:
    for family in ("vertex_ai", "cohere", "bedrock", "fireworks_ai"):
        if _serves(listed, (family,)):
            return family
    return listed


def _known_first(provider: str) -> tuple[int, str]:
    well_known = ("openai", "anthropic", "gemini", "mistral", "groq", "deepseek", "xai", "azure")
    return (well_known.index(provider) if provider in well_known else len(well_known), provider)
