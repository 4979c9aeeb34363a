"""What does a model cost by its entry in the price list: bands and service tiers included?"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

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
_USUAL = ""
"""Stands for the usual tariff where a service tier would stand."""
_Tariffs = dict[str, dict[int, dict[str, Decimal]]]
"""Amounts by tariff, and by the input tokens above which they hold."""


def listed_price(entry: Mapping[str, Any], *, kind: Kind | None, version: str) -> Price | None:
    """The price in an entry; None where it says too little to bill by."""
    tariffs = _tariffs(entry)
    bands = tariffs.pop(_USUAL, {})
    base = bands.pop(0, {})
    if kind is Kind.EMBEDDING:
        base.setdefault(OUTPUT, Decimal(0))
    # The list writes 0 both for what is free and for what it does not know: never guess zero.
    if INPUT not in base or OUTPUT not in base or not (base[INPUT] or base[OUTPUT]):
        return None
    base["request_usd"] = Decimal(entry.get("input_cost_per_request") or 0)
    tiers = {
        name: PartialTariff(tariff.pop(0), tariff)
        for name, tariff in tariffs.items()
        if {INPUT, OUTPUT} & tariff.get(0, {}).keys()
    }
    return price_of(PartialTariff(base, bands), tiers, version=version)


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
