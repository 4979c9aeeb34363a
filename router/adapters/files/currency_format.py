"""How is the rate of a currency written in a catalog: one number, or several with their days?"""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

__all__ = ["CurrencyCode", "CurrencyText", "ExchangeRateText"]

CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
_RATE = {"type": "number", "exclusiveMinimum": 0, "maximum": 1_000_000}


class ExchangeRateText(BaseModel):
    """What one unit of a currency costs, from a day on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date | None = Field(
        default=None, alias="from", description="First day (UTC); the oldest rate needs none."
    )
    usd: Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=12), WithJsonSchema(_RATE)] = (
        Field(description="USD for one unit.")
    )


def _as_rates(value: object) -> object:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return [{"usd": value}]
    return [value] if isinstance(value, dict) else value


def _on_days_of_their_own(rates: tuple[ExchangeRateText, ...]) -> tuple[ExchangeRateText, ...]:
    if len({rate.since for rate in rates}) < len(rates):
        raise ValueError("has two rates that begin on the same day. Write a `from` for each")
    return rates


class _NumberOrRatesSchema:
    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [_RATE, handler(core_schema)]}


CurrencyText = Annotated[
    tuple[ExchangeRateText, ...],
    Field(min_length=1),
    AfterValidator(_on_days_of_their_own),
    BeforeValidator(_as_rates),
    _NumberOrRatesSchema(),
]
