"""What does one entry of the price list mean in our terms?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from router.adapters.files.listed_price import listed_price
from router.core.deployment import Capability, Kind
from router.core.price import Price

__all__ = ["ListedModel", "listed_model"]


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
        price=listed_price(entry, kind=kind, version=version),
        context_window=_count(entry, "max_input_tokens"),
        max_output_tokens=_count(entry, "max_output_tokens"),
        capabilities=_capabilities(entry) if kind is Kind.CHAT else frozenset(),
    )


def _kind(entry: Mapping[str, Any]) -> Kind | None:
    endpoints = entry.get("supported_endpoints") or ()
    if entry.get("mode") == "chat" or "/v1/chat/completions" in endpoints:
        return Kind.CHAT
    return Kind.EMBEDDING if entry.get("mode") == "embedding" else None


def _count(entry: Mapping[str, Any], field: str) -> int | None:
    value = entry.get(field)
    return value if isinstance(value, int) and value > 0 else None


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
