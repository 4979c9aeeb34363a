"""How are prices written in a catalog: tokens, units, bands, service tiers, currency?"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import override

from router.adapters.files.currency_format import CurrencyCode
from router.core.rates import RATE_FIELDS

__all__ = [
    "USD",
    "BandText",
    "Factor",
    "OneOrMoreSchema",
    "PricesText",
    "RatesText",
    "ServiceTierText",
    "as_list",
]

USD = "USD"

Amount = Annotated[
    Decimal,
    Field(ge=0, le=1_000_000, decimal_places=12),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1_000_000}),
]
"""An amount as it is written, digit by digit: it never passes through a binary fraction."""
_OfUnit = Annotated[
    Decimal,
    Field(ge=0, le=1_000_000, decimal_places=18),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1_000_000}),
]
Factor = Annotated[
    Decimal,
    Field(gt=0, le=10, decimal_places=6),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 10}),
]
"""How much of a price is paid: 0.85 is 15 % off, 1.1 is a surcharge of 10 %."""


_INPUT, _UNIT = "input_usd_per_mtok", "unit_usd"
_FEES = ("request_usd", "request_fee", "unit_usd", "unit_fee")
_FIELD_OF = {name.removesuffix("_usd_per_mtok").removesuffix("_usd"): name for name in RATE_FIELDS}
"""Our names of amounts, whatever their currency, to those of `Rates`."""


def as_list(value: object) -> object:
    """A block that stands alone is a list of one."""
    return [value] if isinstance(value, dict) else value


class OneOrMoreSchema:
    """Lets the JSON schema of a list permit one item without its brackets."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The item, or the list."""
        array = handler(core_schema)
        return {"anyOf": [array["items"], array]}


def _amount(kind: str, description: str, *, unit: str = "_per_mtok", **more: Any) -> Any:
    """An amount that is written `input_usd_per_mtok`, or `input_per_mtok` beside `currency`."""
    usd = f"{kind}_usd{unit}"
    return Field(
        alias=usd,
        validation_alias=AliasChoices(usd, f"{kind}{unit or '_fee'}"),
        description=f"USD for {description}",
        **more,
    )


def _elsewhere(description: str | None) -> str:
    return f"Beside `currency`: {(description or '').removeprefix('USD for ')}"


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _KindsText(_Written):
    @classmethod
    @override
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """With the names that amounts in another currency have."""
        schema = handler(core_schema)
        fields = handler.resolve_ref_schema(schema)
        for field in cls.model_fields.values():
            if isinstance(field.validation_alias, AliasChoices):
                usd, plain = map(str, field.validation_alias.choices)
                told = {**fields["properties"][usd], "description": _elsewhere(field.description)}
                fields["properties"][plain] = told
        if "currency" in cls.model_fields:
            fields["anyOf"] = [
                *({"required": [name]} for name in (_INPUT, _UNIT)),
                *({"required": [_plain(name), "currency"]} for name in (_INPUT, _UNIT)),
            ]
        return schema

    @property
    def said(self) -> dict[str, Decimal]:
        """The amounts that are written, by the fields of `Rates`."""
        written = {field: getattr(self, name) for name, field in _FIELD_OF.items()}
        return {field: amount for field, amount in written.items() if amount is not None}

    cached_input: Amount | None = _amount(
        "cached_input", "a million input tokens read from the prompt cache.", default=None
    )
    cache_write: Amount | None = _amount(
        "cache_write", "a million input tokens written to the prompt cache.", default=None
    )
    cache_write_1h: Amount | None = _amount(
        "cache_write_1h", "a million input tokens written there for an hour.", default=None
    )
    reasoning: Amount | None = _amount(
        "reasoning", "a million reasoning tokens; as output if left out.", default=None
    )
    image_input: Amount | None = _amount(
        "image_input", "a million input tokens of images; as input if left out.", default=None
    )
    audio_input: Amount | None = _amount(
        "audio_input", "a million input tokens of audio; as input if left out.", default=None
    )
    audio_output: Amount | None = _amount(
        "audio_output", "a million output tokens of audio; as output if left out.", default=None
    )
    request: Amount | None = _amount(
        "request", "each request, beside tokens.", unit="", default=None
    )
    unit: _OfUnit | None = _amount(
        "unit",
        "each picture (kind image), second (transcription) or character (speech).",
        unit="",
        default=None,
    )


class RatesText(_KindsText):
    """What some requests cost otherwise. What is left out is never taken for cheaper than usual."""

    input: Amount | None = _amount("input", "a million input tokens.", default=None)
    output: Amount | None = _amount("output", "a million output tokens.", default=None)


class BandText(RatesText):
    """Rates of requests with long input, for the whole request."""

    above_input_tokens: Annotated[int, Field(gt=0)] = Field(
        description="They hold for requests with more input tokens than that.", examples=[200_000]
    )


class ServiceTierText(RatesText):
    """What requests in one of the provider's classes of service cost."""

    discount: Factor = Field(
        default=Decimal(1),
        description="How much of the usual price is paid, such as 0.5; rates beside it win.",
    )
    bands: tuple[BandText, ...] = Field(
        default=(), description="Its own rates for long input, where a rule of thumb is not enough."
    )


_TierName = Annotated[
    str,
    Field(
        pattern=r"^([a-z][a-z0-9_]{0,31}|([a-z][a-z0-9_]{0,31}/)?[0-9][0-9.]{0,9}(k|x[0-9]{1,9})?)$"
    ),
]
"""Such as `flex`; of pictures quality and size, such as `hd/1024x1792`, or the size alone."""


class PricesText(_KindsText):
    """What a deployment costs, from a day on."""

    input: Amount | None = _amount(
        "input", "a million input tokens; only what is billed by units has none.", default=None
    )
    output: Amount | None = _amount(
        "output", "a million output tokens; embeddings have none.", default=None
    )
    currency: CurrencyCode = Field(
        default=USD,
        description="Of all amounts of this price: `input_per_mtok: 2.5` instead of "
        "`input_usd_per_mtok`. Its rate stands under `currencies`.",
        examples=["EUR"],
    )
    bands: tuple[BandText, ...] = Field(
        default=(), description="Other rates for requests with long input."
    )
    service_tiers: Mapping[_TierName, ServiceTierText] = Field(
        default_factory=dict,
        description="What the provider's classes of service cost, such as batch, flex, priority; "
        "of pictures what other sizes and qualities cost, such as hd/1024x1792.",
    )
    valid_from: date | None = Field(
        default=None, description="First day (UTC) of these prices; the oldest entry needs none."
    )

    @model_validator(mode="before")
    @classmethod
    def _says_one_currency(cls, written: object) -> object:
        if isinstance(written, dict):
            code = written.get("currency", USD)
            for name in _amounts_in(written):
                is_usd = "_usd" in name
                if is_usd and code != USD:
                    raise ValueError(f"is in {code}. Write {_plain(name)} instead of {name}")
                if not is_usd and code == USD:
                    raise ValueError(f"{name} needs a `currency`, such as `currency: EUR`")
        return written

    @model_validator(mode="after")
    def _says_what_is_billed(self) -> Self:
        if self.input is None and self.unit is None:
            name = _INPUT if self.currency == USD else _plain(_INPUT)
            raise ValueError(f"lacks {name}. Write 0 if it is free")
        return self

    @model_validator(mode="after")
    def _bands_differ(self) -> Self:
        for bands in (self.bands, *(tier.bands for tier in self.service_tiers.values())):
            starts = [band.above_input_tokens for band in bands]
            if len(set(starts)) < len(starts):
                raise ValueError("has two bands above the same number of tokens. Delete one")
        return self


def _plain(name: str) -> str:
    """The name of an amount beside `currency`."""
    return name.replace("_usd", "" if name.endswith("_per_mtok") else "_fee")


def _amounts_in(written: object) -> Iterator[str]:
    """The names of all amounts, also of bands and service tiers."""
    if isinstance(written, list):
        for item in written:
            yield from _amounts_in(item)
    elif isinstance(written, dict):
        for name, value in written.items():
            if str(name).endswith("_per_mtok") or name in _FEES:
                yield name
            else:
                yield from _amounts_in(value)
