"""What does a price cost in its bands and service tiers, where it says only a part of that?

What is not said is never taken for cheaper: a kind of token without a rate of its own in a band or
service tier costs what it usually costs, and as much more as other tokens of its direction do; a
unit costs what it usually costs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal

from router.core.price import Price, ServiceTier
from router.core.rates import Band, Rates, Tariff

__all__ = ["INPUT", "OUTPUT", "PartialTariff", "Said", "price_of"]

Said = Mapping[str, Decimal]
"""Amounts by the fields of `Rates`."""
INPUT, OUTPUT = "input_usd_per_mtok", "output_usd_per_mtok"
_KINDS_OF_INPUT = (
    "cached_input_usd_per_mtok",
    "cache_write_usd_per_mtok",
    "cache_write_1h_usd_per_mtok",
    "image_input_usd_per_mtok",
    "audio_input_usd_per_mtok",
)
_KINDS_OF_OUTPUT = ("reasoning_usd_per_mtok", "audio_output_usd_per_mtok")
_ONE = Decimal(1)
_FINEST = Decimal("1e-12")
_EXACT = Context(prec=100)


@dataclass(frozen=True, slots=True)
class PartialTariff:
    """What is said of the rates, and of those above some input tokens."""

    said: Said = field(default_factory=dict)
    bands: Mapping[int, Said] = field(default_factory=dict)
    factor: Decimal = _ONE
    """Of a service tier: what is not said costs so many times what it usually costs."""


def price_of(
    usual: PartialTariff,
    service_tiers: Mapping[str, PartialTariff],
    *,
    version: str,
    valid_from: date = date.min,
) -> Price:
    """The whole price; `usual` must say what input and output cost."""
    base = Tariff(**usual.said, bands=_bands(usual, Rates(**usual.said)))
    tiers = (_service_tier(name, tier, base=base) for name, tier in sorted(service_tiers.items()))
    return Price(
        **usual.said,
        bands=base.bands,
        service_tiers=tuple(tiers),
        version=version,
        valid_from=valid_from,
    )


def _bands(tariff: PartialTariff, like: Rates) -> tuple[Band, ...]:
    return tuple(
        Band(**_completed(said, like=like), above_input_tokens=above)
        for above, said in sorted(tariff.bands.items())
    )


def _service_tier(name: str, tier: PartialTariff, *, base: Tariff) -> ServiceTier:
    """With every band of the usual tariff, and those of its own."""
    like = base.times(tier.factor)
    rates = Rates(**_completed(tier.said, like=like))
    dearer = {
        INPUT: _ratio(rates.input_usd_per_mtok, like.input_usd_per_mtok),
        OUTPUT: _ratio(rates.output_usd_per_mtok, like.output_usd_per_mtok),
    }
    starts = sorted({*tier.bands, *(band.above_input_tokens for band in base.bands)})
    return ServiceTier(
        **_completed(tier.said, like=like),
        name=name,
        bands=tuple(
            Band(
                **_completed(tier.bands.get(above, {}), like=like.at(above + 1), dearer=dearer),
                above_input_tokens=above,
            )
            for above in starts
        ),
    )


def _completed(
    said: Said, *, like: Rates, dearer: Mapping[str, Decimal] | None = None
) -> dict[str, Decimal]:
    """What is said, and for the rest what `like` costs or more."""
    full = {"request_usd": like.request_usd, **said}
    if like.unit_usd is not None:
        full.setdefault("unit_usd", like.unit_usd)
    for whole, kinds in ((INPUT, _KINDS_OF_INPUT), (OUTPUT, _KINDS_OF_OUTPUT)):
        usual: Decimal = getattr(like, whole)
        full.setdefault(whole, _times(usual, (dearer or {}).get(whole, _ONE)))
        rise = _ratio(full[whole], usual)
        for kind in kinds:
            amount: Decimal | None = getattr(like, kind)
            if amount is not None:
                full.setdefault(kind, _times(amount, rise))
    return full


def _ratio(amount: Decimal, usual: Decimal) -> Decimal:
    """How many times as dear; at least once."""
    return max(amount / usual, _ONE) if usual else _ONE


def _times(amount: Decimal, factor: Decimal) -> Decimal:
    product = _EXACT.multiply(amount, factor)
    return amount if factor == 1 else product.quantize(_FINEST, context=_EXACT).normalize()
