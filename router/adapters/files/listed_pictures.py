"""What do pictures of other sizes and qualities cost by the price list?

It has an entry for each, such as `azure/hd/1024-x-1792/dall-e-3`. We name that tariff by quality
and size, `hd/1024x1792`, or by the size alone where the quality is the usual one.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from router.adapters.files.listed_units import listed_unit_usd
from router.core.deployment import Kind

__all__ = [
    "NO_SIZES",
    "in_tokens",
    "model_of_size",
    "picture_tiers",
    "tier_of_size",
    "usual_picture",
]

NO_SIZES: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
_USUAL_SIZE = "1024x1024"

_NAME = re.compile(r"(?:(?P<before>.+)/)?(?P<wide>\d+)-x-(?P<high>\d+)/(?P<model>.+)")
_STANDARD = "standard"
_AMOUNT_OF_SIZE = re.compile(r"output_cost_per_image_(?P<size>[\d.]+K?)")
_SIZES = (
    *("256x256", "512x512", "1024x1024", "1024x1536", "1536x1024", "1024x1792", "1792x1024"),
    *("2048x2048", "2560x1440", "3840x2160", "4096x4096"),
)
"""What is asked for, where a model is paid for by the pixel."""
_OF_PICTURES = {
    "output_cost_per_image_token": "output_cost_per_token",
    "cache_read_input_image_token_cost": "cache_read_input_token_cost",
}


def model_of_size(name: str) -> str | None:
    """The model whose pictures an entry is for; None where it names no size."""
    found = _NAME.fullmatch(name)
    return None if found is None else found["model"]


def tier_of_size(name: str, families: Iterable[str]) -> str | None:
    """Quality and size by an entry's name; None where something else stands beside them.

    Args:
        name: of an entry that has a size.
        families: names of the provider, of which one may stand in front.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    steps = found["before"].split("/") if found["before"] else []
    if steps and steps[0] in families:
        steps.pop(0)
    return "/".join((*steps, f"{found['wide']}x{found['high']}")) if len(steps) < 2 else None


def usual_picture(sizes: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """An entry of the usual picture, where the list has only those of sizes; None without a price.

    The standard one of 1024x1024, else the dearest.
    """
    priced = picture_tiers({}, sizes)
    if not priced:
        return None
    usual_usd = priced.get(_USUAL_SIZE) or max(priced.values())
    said = next(iter(sizes.values()))
    kept = {name: value for name, value in said.items() if "_cost_" not in name}
    return {**kept, "output_cost_per_image": usual_usd}


def in_tokens(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The entry with the tokens of pictures as its output: at the higher rate where it has two.

    Without a rate for these tokens, those of text do not say what a picture costs.
    """
    said = {n: value for n, value in entry.items() if not n.startswith("output_cost_per_token")}
    for name, value in entry.items():
        for special, usual in _OF_PICTURES.items():
            if name.startswith(special) and value is not None:
                plain = usual + name.removeprefix(special)
                said[plain] = max(value, entry.get(plain) or 0)
    return said


def picture_tiers(
    entry: Mapping[str, Any], sizes: Mapping[str, Mapping[str, Any]]
) -> dict[str, Decimal]:
    """USD for a picture by `quality/size`, and by the size alone.

    Args:
        entry: that of the model.
        sizes: the model's other entries, by `quality/size`.
    """
    found = {}
    for size in _SIZES if _is_paid_by_pixel(entry) else ():
        found[size] = listed_unit_usd(entry, Kind.IMAGE, pixels=_pixels(size))
    for field, value in entry.items():
        named = _AMOUNT_OF_SIZE.fullmatch(field)
        if named is not None and value:
            found[named["size"].lower()] = Decimal(value).normalize()
    for tier, other in sizes.items():
        found[tier] = listed_unit_usd(other, Kind.IMAGE, pixels=_pixels(tier))
    priced = {tier: usd for tier, usd in found.items() if usd is not None}
    usual_usd = listed_unit_usd(entry, Kind.IMAGE) or Decimal(0)
    return {**priced, **_by_size_alone(priced, least_usd=usual_usd)}


def _by_size_alone(priced: Mapping[str, Decimal], *, least_usd: Decimal) -> dict[str, Decimal]:
    """Who names no quality gets the standard one; where there is none, it may be the dearest."""
    alone: dict[str, Decimal] = {}
    for tier, usd in priced.items():
        quality, _, size = tier.rpartition("/")
        if quality and size not in priced:
            standard_usd = priced.get(f"{_STANDARD}/{size}")
            alone[size] = standard_usd or max(alone.get(size, least_usd), usd)
    return alone


def _is_paid_by_pixel(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("input_cost_per_pixel") or entry.get("output_cost_per_pixel"))


def _pixels(tier: str) -> int:
    wide, _, high = tier.rpartition("/")[2].partition("x")
    return int(wide) * int(high)
