"""What does a picture, a second or a character cost by an entry of the price list?"""

from collections.abc import Mapping
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Any

from router.core.deployment import Kind

__all__ = ["USUAL_PIXELS", "listed_unit_usd"]

USUAL_PIXELS = 1024 * 1024
"""Of a picture whose size nobody states."""

_FIELDS: Mapping[Kind | None, tuple[str, ...]] = MappingProxyType(
    {
        Kind.IMAGE: ("output_cost_per_image", "input_cost_per_image"),
        Kind.TRANSCRIPTION: ("input_cost_per_second", "output_cost_per_second"),
        Kind.SPEECH: ("input_cost_per_character",),
    }
)
"""The list writes the same amount for both directions, or in either: the higher is what is paid."""
_OF_PIXELS = ("input_cost_per_pixel", "output_cost_per_pixel")
_FINEST = Decimal("1e-18")
_EXACT = Context(prec=100)


def listed_unit_usd(
    entry: Mapping[str, Any], kind: Kind | None, *, pixels: int = USUAL_PIXELS
) -> Decimal | None:
    """USD for one unit of this kind; None where the entry does not say, 0 included.

    Args:
        entry: as the list has it.
        kind: what the model is called for.
        pixels: of one picture, where these are what is paid for.
    """
    said = [_amount(entry, name) for name in _FIELDS.get(kind, ())]
    if kind is Kind.IMAGE:
        said += [_EXACT.multiply(_amount(entry, name), Decimal(pixels)) for name in _OF_PIXELS]
    most = max(said, default=Decimal(0)).quantize(_FINEST, context=_EXACT)
    return most.normalize() if most else None


def _amount(entry: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(entry.get(name) or 0)
