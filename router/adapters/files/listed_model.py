"""What does one entry of the price list mean in our terms?"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from router.adapters.files.listed_pictures import NO_SIZES
from router.adapters.files.listed_price import listed_price
from router.core.deployment import Capability, Kind
from router.core.price import Price

__all__ = ["MODES", "ListedModel", "listed_model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedModel:
    """A model as the price list knows it. None where the list says nothing that we can use."""

    kind: Kind | None
    mode: str
    price: Price | None
    context_window: int | None
    max_output_tokens: int | None
    capabilities: frozenset[Capability]


MODES: Mapping[str, Kind] = MappingProxyType(
    {
        "embedding": Kind.EMBEDDING,
        "moderation": Kind.MODERATION,
        "image_generation": Kind.IMAGE,
        "image_edit": Kind.IMAGE,
        "audio_transcription": Kind.TRANSCRIPTION,
        "audio_speech": Kind.SPEECH,
    }
)
"""What the list's modes are called for; whatever answers chats is told by its endpoints, too."""


def listed_model(
    entry: Mapping[str, Any],
    *,
    version: str,
    called_for: Kind | None = None,
    sizes: Mapping[str, Mapping[str, Any]] = NO_SIZES,
) -> ListedModel:
    """Read one entry.

    Args:
        entry: as the list has it.
        version: that of the whole list.
        called_for: what the catalog says; else what the list says is taken.
        sizes: entries of the same model's pictures, by quality and size.
    """
    kind = _kind(entry)
    return ListedModel(
        kind=kind,
        mode=str(entry.get("mode") or "unknown"),
        price=listed_price(entry, kind=called_for or kind, version=version, sizes=sizes),
        context_window=_count(entry, "max_input_tokens"),
        max_output_tokens=_count(entry, "max_output_tokens"),
        capabilities=_capabilities(entry) if kind is Kind.CHAT else frozenset(),
    )


def _kind(entry: Mapping[str, Any]) -> Kind | None:
    endpoints = entry.get("supported_endpoints") or ()
    if entry.get("mode") == "chat" or "/v1/chat/completions" in endpoints:
        return Kind.CHAT
    return MODES.get(str(entry.get("mode")))


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
