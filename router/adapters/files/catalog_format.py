"""What may a catalog file say? The model behind its checks, its JSON schema and its completion."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)

from classifier.labels import Task
from router.adapters.files.currency_format import CurrencyCode, CurrencyText
from router.adapters.files.price_format import (
    Factor,
    OneOrMoreSchema,
    PricesText,
    as_list,
)
from router.core.deployment import Capability, Kind
from router.core.tier import Tier

__all__ = ["CatalogText", "DeploymentText", "UnknownPrice"]

UnknownPrice = Literal["deny", "estimate", "allow"]
"""Refuse such a deployment, price it cautiously, or book nothing."""


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _is_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("write the whole address, such as https://llm.example.com/v1")
    return value


def _names_a_variable(value: str) -> str:
    # The value itself is never shown: people put the key here by mistake.
    if not value.replace("_", "").isalnum() or value.upper() != value:
        raise ValueError(
            "write the name of the environment variable that holds the key, such as "
            "HOUSE_LLM_KEY, and never the key itself"
        )
    return value


def _has_provider(value: str) -> str:
    provider, _, name = value.partition("/")
    if not (provider and name):
        near = value.strip("/") or "gpt-5.4-mini"
        raise ValueError(f"write provider/model, such as openai/{near}")
    return value


class DeploymentText(_Written):
    """One callable model at a provider. What is left out comes from the bundled price list."""

    model: Annotated[str, AfterValidator(_has_provider)] = Field(
        description="provider/model, as the provider names the model.",
        examples=["openai/gpt-5.4-mini"],
    )
    tier: Tier = Field(description="The class of deployments that it belongs to.")
    name: Annotated[str, Field(min_length=1, max_length=128)] | None = Field(
        default=None, description="Unique in the catalog; the last part of `model` if left out."
    )
    kind: Kind | None = Field(default=None, description="What it is called for.")
    api_base: Annotated[str, AfterValidator(_is_address)] | None = Field(
        default=None, description="Address to call instead of the provider's own."
    )
    api_key_env: Annotated[str, AfterValidator(_names_a_variable)] | None = Field(
        default=None, description="Name of the environment variable that holds the key."
    )
    api_version: str | None = Field(
        default=None, description="For providers whose addresses carry one (Azure)."
    )
    prices: (
        Annotated[
            tuple[PricesText, ...],
            Field(min_length=1),
            BeforeValidator(as_list),
            OneOrMoreSchema(),
        ]
        | None
    ) = Field(default=None, description="One price, or several with `valid_from`.")
    discount: Factor | None = Field(
        default=None,
        description="How much of this price is paid, listed or written: 0.85 is 15 % off. "
        "It replaces the provider's.",
    )
    unknown_price: UnknownPrice | None = Field(
        default=None,
        description="What to do if nobody knows the price; as the catalog if left out.",
    )
    context_window: Annotated[int, Field(gt=0)] | None = Field(
        default=None, description="Input and output tokens together."
    )
    max_output_tokens: Annotated[int, Field(gt=0)] | None = Field(
        default=None, description="The most tokens of one answer."
    )
    capabilities: tuple[Capability, ...] | None = Field(
        default=None, description="What requests may need of it; replaces the listed ones."
    )
    abilities: Mapping[Task | Literal["default"], Annotated[float, Field(ge=-20, le=20)]] = Field(
        default_factory=dict,
        description=(
            "Ability by task, and `default` for every other: where a prompt's difficulty equals "
            "it, half of the answers are good. 0.2 is Llama 3.1 8B, 1.3 is GPT-4 of 2023."
        ),
    )

    region: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        default=None,
        description="Where data is processed, in your own words, such as eu; rules may ask for it.",
    )
    cache_ttl_s: Annotated[int, Field(ge=0, le=86_400)] | None = Field(
        default=None,
        description="Seconds that a prompt's beginning stays in the provider's cache; 300 if left "
        "out.",
    )

    weight: Annotated[int, Field(ge=1, le=1_000)] = Field(
        default=1,
        description="Its share among deployments that cost the same, where policy balances by "
        "weight.",
    )

    @property
    def provider(self) -> str:
        """The part of `model` before the first slash."""
        return self.model.partition("/")[0]

    @property
    def provider_model(self) -> str:
        """The model as the provider names it."""
        return self.model.partition("/")[2]

    @property
    def called(self) -> str:
        """The deployment's name: given, or the last part of `model`."""
        return self.name or self.model.rpartition("/")[2]


class CatalogText(_Written):
    """All deployments that may be called, and what well-known model names mean here."""

    version: Literal[1] = Field(description="Version of the catalog's format.")
    description: str = ""
    aliases: Mapping[str, str] = Field(
        default_factory=dict,
        description=(
            "Requested model name or pattern to `auto`, a tier or a deployment. "
            "The first pattern that fits wins."
        ),
    )
    discounts: Mapping[str, Factor] = Field(
        default_factory=dict,
        description="By provider: how much of its listed prices is paid, such as 0.85.",
    )
    currencies: Mapping[CurrencyCode, CurrencyText] = Field(
        default_factory=dict,
        description="USD for one unit of a currency in which prices are written, such as "
        "`EUR: 1.08`; or several, each with its first day: `[{from: 2026-01-01, usd: 1.08}]`.",
    )
    unknown_price: UnknownPrice = Field(
        default="estimate",
        description="Deployments whose price nobody knows: refused (deny), priced cautiously "
        "(estimate), or booked at nothing (allow).",
    )
    deployments: tuple[DeploymentText, ...] = Field(
        min_length=1, description="The order has no meaning: within a tier the cheapest is used."
    )
