"""What does one entry of the price list mean in our terms?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from router.core.deployment import Capability, Kind
from router.core.price import Price

__all__ = ["ListedModel", "listed_model"]

_MTOK = 1_000_000
_DEARER_ABOVE = re.compile(r"input_cost_per_token_above_(\d+)k_tokens")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedModel:
    """A model as the price list knows it. None where the list says nothing that we can use."""

    kind: Kind | None
    mode: str
    price: Price | None
    context_window: int | None
    max_output_tokens: int | None
    capabilities: frozenset[Capability]


def listed_model(entry: Mapping[str, Any], *, version: str) -> ListedModel:
    """Read one entry; `version` is that of the whole list."""
    kind = _kind(entry)
    return ListedModel(
        kind=kind,
        mode=str(entry.get("mode") or "unknown"),
        price=_price(entry, kind=kind, version=version),
        context_window=_window(entry),
        max_output_tokens=_count(entry, "max_output_tokens"),
        capabilities=_capabilities(entry) if kind is Kind.CHAT else frozenset(),
    )


def _kind(entry: Mapping[str, Any]) -> Kind | None:
    endpoints = entry.get("supported_endpoints") or ()
    if entry.get("mode") == "chat" or "/v1/chat/completions" in endpoints:
        return Kind.CHAT
    return Kind.EMBEDDING if entry.get("mode") == "embedding" else None


def _price(entry: Mapping[str, Any], *, kind: Kind | None, version: str) -> Price | None:
    fresh = _per_mtok(entry, "input_cost_per_token")
    output = _per_mtok(entry, "output_cost_per_token")
    if kind is Kind.EMBEDDING:
        output = output or Decimal(0)
    # The list writes 0 both for what is free and for what it does not know: never guess zero.
    if fresh is None or output is None or not (fresh or output):
        return None
    return Price(
        version=version,
        input_usd_per_mtok=fresh,
        output_usd_per_mtok=output,
        cached_input_usd_per_mtok=_per_mtok(entry, "cache_read_input_token_cost"),
        cache_write_usd_per_mtok=_per_mtok(entry, "cache_creation_input_token_cost"),
        request_usd=Decimal(entry.get("input_cost_per_request") or 0),
    )


def _per_mtok(entry: Mapping[str, Any], field: str) -> Decimal | None:
    value = entry.get(field)
    return None if value is None else (Decimal(value) * _MTOK).normalize() + 0


def _count(entry: Mapping[str, Any], field: str) -> int | None:
    value = entry.get(field)
    return value if isinstance(value, int) and value > 0 else None


def _window(entry: Mapping[str, Any]) -> int | None:
    """The window, cut where a dearer price for long input begins: what we book must be true."""
    steps = [int(m[1]) * 1_000 for field in entry if (m := _DEARER_ABOVE.fullmatch(field))]
    known = [n for n in (_count(entry, "max_input_tokens"), *steps) if n]
    return min(known, default=None)


def _capabilities(entry: Mapping[str, Any]) -> frozenset[Capability]:
    says = {
        Capability.TOOLS: ("supports_function_calling",),
        Capability.VISION: ("supports_vision",),
        Capability.AUDIO: ("supports_audio_input",),
        Capability.JSON_SCHEMA: ("supports_response_schema",),
        Capability.REASONING: ("supports_reasoning",),
        Capability.JSON_MODE: ("supports_response_schema", "supports_function_calling"),
    }
    return frozenset(c for c, fields in says.items() if any(entry.get(f) for f in fields))
