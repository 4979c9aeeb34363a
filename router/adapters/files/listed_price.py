"""What does a model cost by its entry in the price list: bands and service tiers included?

Where it says what tokens cost, these are billed. Else it may say what a unit costs.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from router.adapters.files.listed_pictures import NO_SIZES, in_tokens, picture_tiers
from router.adapters.files.listed_units import listed_unit_usd
from router.adapters.files.partial_prices import INPUT, OUTPUT, PartialTariff, price_of
from router.core.deployment import Kind
from router.core.price import Price

__all__ = ["listed_price"]

_MTOK = 1_000_000
_FIELDS = {
    "input_cost_per_token": INPUT,
    "output_cost_per_token": OUTPUT,
    "cache_read_input_token_cost": "cached_input_usd_per_mtok",
    "cache_creation_input_token_cost": "cache_write_usd_per_mtok",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h_usd_per_mtok",
    "output_cost_per_reasoning_token": "reasoning_usd_per_mtok",
    "input_cost_per_image_token": "image_input_usd_per_mtok",
    "input_cost_per_audio_token": "audio_input_usd_per_mtok",
    "output_cost_per_audio_token": "audio_output_usd_per_mtok",
}
_SERVICE_TIERS = {
    "batches": "batch",
    "flex": "flex",
    "priority": "priority",
    "ultrafast": "ultrafast",
    "balanced": "balanced",
}
"""As the list's fields end, and as providers name them in requests and answers."""
_FIELD = re.compile(
    rf"(?P<field>{'|'.join(_FIELDS)})"
    r"(?:_above_(?P<above>\d+)k_tokens)?"
    rf"(?:_(?P<tier>{'|'.join(_SERVICE_TIERS)}))?"
)
_HEARD = "audio_input_usd_per_mtok"
_WITHOUT_OUTPUT = frozenset({Kind.EMBEDDING, Kind.MODERATION})
_NOTHING = Decimal(0)
_USUAL = ""
"""Stands for the usual tariff where a service tier would stand."""
_Tariffs = dict[str, dict[int, dict[str, Decimal]]]
"""Amounts by tariff, and by the input tokens above which they hold."""


def listed_price(
    entry: Mapping[str, Any],
    *,
    kind: Kind | None,
    version: str,
    sizes: Mapping[str, Mapping[str, Any]] = NO_SIZES,
) -> Price | None:
    """The price in an entry; None where it says too little to bill by."""
    tariffs = _tariffs(in_tokens(entry) if kind is Kind.IMAGE else entry)
    bands = tariffs.pop(_USUAL, {})
    base = bands.pop(0, {})
    if kind in _WITHOUT_OUTPUT:
        base.setdefault(OUTPUT, _NOTHING)
    if kind is Kind.TRANSCRIPTION and _HEARD in base:
        base.setdefault(INPUT, base[_HEARD])
    base["request_usd"] = Decimal(entry.get("input_cost_per_request") or 0)
    # The list writes 0 both for what is free and for what it does not know: never guess zero.
    # Only moderation is free with those who offer it.
    is_priced = bool(base.get(INPUT) or base.get(OUTPUT)) or kind is Kind.MODERATION
    if INPUT not in base or OUTPUT not in base or not is_priced:
        return _by_units(entry, base, kind=kind, version=version, sizes=sizes)
    tiers = {
        name: PartialTariff(tariff.pop(0), tariff)
        for name, tariff in tariffs.items()
        if {INPUT, OUTPUT} & tariff.get(0, {}).keys()
    }
    return price_of(PartialTariff(base, bands), tiers, version=version)


def _by_units(
    entry: Mapping[str, Any],
    base: Mapping[str, Decimal],
    *,
    kind: Kind | None,
    version: str,
    sizes: Mapping[str, Mapping[str, Any]],
) -> Price | None:
    """The price of what is billed by units, and by such tokens as have a price beside them."""
    usual_usd = listed_unit_usd(entry, kind)
    if usual_usd is None:
        return None
    tiers = picture_tiers(entry, sizes) if kind is Kind.IMAGE else {}
    named = {name: PartialTariff({"unit_usd": usd}) for name, usd in tiers.items()}
    usual = {INPUT: _NOTHING, OUTPUT: _NOTHING, **base, "unit_usd": usual_usd}
    return price_of(PartialTariff(usual), named, version=version)


def _tariffs(entry: Mapping[str, Any]) -> _Tariffs:
    tariffs: _Tariffs = defaultdict(lambda: defaultdict(dict))
    for tariff, above, field, amount in (*_steps(entry), *_flat(entry)):
        is_usual = tariff == _USUAL and above == 0 and field in (INPUT, OUTPUT)
        if amount or is_usual:  # elsewhere, too, 0 is unknown
            tariffs[tariff][above][field] = amount
    return tariffs


def _flat(entry: Mapping[str, Any]) -> Iterator[tuple[str, int, str, Decimal]]:
    for name, value in entry.items():
        found = _FIELD.fullmatch(name)
        if found is not None and value is not None:
            tariff = _SERVICE_TIERS[found["tier"]] if found["tier"] else _USUAL
            above = int(found["above"] or 0) * 1_000
            yield tariff, above, _FIELDS[found["field"]], _per_mtok(value)


def _steps(entry: Mapping[str, Any]) -> Iterator[tuple[str, int, str, Decimal]]:
    """Some providers' bands stand in a list of their own, the lowest being the usual rates."""
    for step in entry.get("tiered_pricing") or ():
        for name, field in _FIELDS.items():
            if "range" in step and step.get(name) is not None:
                yield _USUAL, int(step["range"][0]), field, _per_mtok(step[name])


def _per_mtok(value: Decimal | int) -> Decimal:
    return (Decimal(value) * _MTOK).normalize() + 0
