"""Tests of `router.adapters.providers.installed`."""

from datetime import date
from decimal import Decimal

from router.adapters.providers.discovery import Found
from router.adapters.providers.installed import installed
from router.core.price import cost_of
from router.core.tier import Tier
from router.core.usage import Usage


def test_local_models_are_free_and_modest() -> None:
    (one,) = installed([Found(provider="ollama", note="test", models=("llama3",))])

    used = Usage(input_tokens=1_000, output_tokens=1_000)
    assert cost_of(used, one.prices.at(date(2026, 1, 1))) == Decimal(0)
    assert (one.name, one.provider, one.tier) == ("llama3", "ollama", Tier.ECONOMY)


def test_a_provider_without_local_models_adds_none() -> None:
    assert list(installed([Found(provider="openai", note="test")])) == []
