"""What does a token or unit of each kind cost, and from how long an input on is it dearer?"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from decimal import Context, Decimal
from typing import Self

from typing_extensions import override

from router.core.money import ZERO_USD

__all__ = ["RATE_FIELDS", "Band", "Rates", "Tariff", "dearest"]

_EXACT = Context(prec=100)
_FINEST = Decimal("1e-12")
"""Of a price for a million tokens: 1e-18 USD for one."""
_FINEST_UNIT = Decimal("1e-18")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Prices in USD for a million tokens of each kind, for a unit, and a fee for each request.

    None: input of this kind costs what other input costs, and output what other output costs.
    """

    input_usd_per_mtok: Decimal
    output_usd_per_mtok: Decimal
    cached_input_usd_per_mtok: Decimal | None = None
    """Read from the provider's prompt cache."""
    cache_write_usd_per_mtok: Decimal | None = None
    """Written to it."""
    cache_write_1h_usd_per_mtok: Decimal | None = None
    """Written to stay for an hour; None: what is written otherwise costs."""
    reasoning_usd_per_mtok: Decimal | None = None
    image_input_usd_per_mtok: Decimal | None = None
    audio_input_usd_per_mtok: Decimal | None = None
    audio_output_usd_per_mtok: Decimal | None = None
    request_usd: Decimal = ZERO_USD
    unit_usd: Decimal | None = None
    """A picture, a second or a character, as the deployment's kind says; None: it is not billed."""

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """What each kind costs, in the order of the fields: equal where the same is billed."""
        fresh, output = self.input_usd_per_mtok, self.output_usd_per_mtok
        written = _or(self.cache_write_usd_per_mtok, fresh)
        return (
            fresh,
            output,
            _or(self.cached_input_usd_per_mtok, fresh),
            written,
            _or(self.cache_write_1h_usd_per_mtok, written),
            _or(self.reasoning_usd_per_mtok, output),
            _or(self.image_input_usd_per_mtok, fresh),
            _or(self.audio_input_usd_per_mtok, fresh),
            _or(self.audio_output_usd_per_mtok, output),
            self.request_usd,
            _or(self.unit_usd, ZERO_USD),
        )

    def times(self, factor: Decimal) -> Self:
        """All amounts multiplied, and rounded once: to 1e-18 USD a token or unit."""
        if factor == 1:
            return self
        written = {kind: getattr(self, kind) for kind in RATE_FIELDS}
        return replace(
            self,
            **{
                kind: _rounded(_EXACT.multiply(amount, factor), kind)
                for kind, amount in written.items()
                if amount is not None
            },
        )


RATE_FIELDS = tuple(field.name for field in fields(Rates))
"""The names of all amounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Rates):
    """Rates of requests with long input; they hold for the whole request."""

    above_input_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff(Rates):
    """Rates, and those of the bands of longer input."""

    bands: tuple[Band, ...] = ()
    """From the shortest input on."""

    def __post_init__(self) -> None:
        starts = [band.above_input_tokens for band in self.bands]
        if starts != sorted(set(starts)):  # `at` would bill a wrong band without a word
            raise ValueError("bands stand in order, each with its own beginning")

    @override
    def times(self, factor: Decimal) -> Self:
        bands = tuple(band.times(factor) for band in self.bands)
        return replace(Rates.times(self, factor), bands=bands)

    def at(self, input_tokens: int) -> Rates:
        """The rates of a request with so much input."""
        if not self.bands or input_tokens <= self.bands[0].above_input_tokens:  # as a rule
            return self
        found = bisect_left(self.bands, input_tokens, key=lambda band: band.above_input_tokens)
        return self.bands[found - 1]

    def up_to(self, input_tokens: int) -> tuple[Rates, ...]:
        """All rates of requests with so much input or less."""
        return self, *(band for band in self.bands if band.above_input_tokens < input_tokens)


def dearest(rates: Iterable[Rates]) -> Rates:
    """For each kind of token the highest of these rates.

    Raises:
        ValueError: there are none.
    """
    highest = [max(column) for column in zip(*(one.amounts for one in rates), strict=True)]
    if not highest:
        raise ValueError("the dearest of no rates is asked for")
    return Rates(**dict(zip(RATE_FIELDS, highest, strict=True)))


def _rounded(amount: Decimal, kind: str) -> Decimal:
    finest = _FINEST_UNIT if kind == "unit_usd" else _FINEST
    return amount.quantize(finest, context=_EXACT).normalize()


def _or(special: Decimal | None, usual: Decimal) -> Decimal:
    return usual if special is None else special
