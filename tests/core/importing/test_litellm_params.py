"""Tests of `router.core.importing.litellm_params`."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.deployment import Capability, Kind
from router.core.importing.candidate import Candidate, HeldBack, OfNoUse
from router.core.importing.litellm_params import candidate_of
from router.core.importing.source import Fate, Reading
from tests.core.importing.foreign import reading

ENTRY = "model_name: x\nlitellm_params:\n  model: openai/small\n"


def _read(more: str = "", info: str = "", **environment: str) -> tuple[Candidate, Reading]:
    read = reading(f"{ENTRY}{more}\nmodel_info: {{{info}}}\n")
    return candidate_of(read.root, environment=environment), read


def _fate(read: Reading, field: str) -> Fate:
    (fate,) = {note.fate for note in read.notes if note.field.endswith(field)}
    return fate


def test_a_price_of_a_token_is_exactly_a_million_times_less_than_of_a_million() -> None:
    candidate, _ = _read("  input_cost_per_token: 0.00000015\n  output_cost_per_token: 6e-7")
    assert candidate.prices == {
        "input_usd_per_mtok": Decimal("0.15"),
        "output_usd_per_mtok": Decimal("0.6"),
    }


@given(st.decimals(min_value=0, max_value=Decimal("0.01"), places=15))
def test_prices_are_exact_to_the_last_digit(usd: Decimal) -> None:
    candidate, _ = _read(f"  input_cost_per_token: {usd:f}")
    assert candidate.prices["input_usd_per_mtok"] == usd * 1_000_000


def test_a_price_finer_than_can_be_written_is_rounded_and_told() -> None:
    candidate, read = _read("  input_cost_per_token: 1.0000000000000001e-07")
    assert candidate.prices["input_usd_per_mtok"] == Decimal("0.1")
    assert _fate(read, "input_cost_per_token") is Fate.CHANGED


def test_prices_of_the_cache_are_carried_over() -> None:
    candidate, _ = _read(
        info="cache_read_input_token_cost: 1e-8, cache_creation_input_token_cost: 2e-8"
    )
    assert candidate.prices == {
        "cached_input_usd_per_mtok": Decimal("0.01"),
        "cache_write_usd_per_mtok": Decimal("0.02"),
    }


def test_the_parameters_price_wins_over_the_infos() -> None:
    candidate, read = _read("  input_cost_per_token: 1e-6", info="input_cost_per_token: 9e-6")
    assert candidate.prices["input_usd_per_mtok"] == 1
    assert _fate(read, "model_info.input_cost_per_token") is Fate.LEFT


def test_an_absurd_price_is_a_fault() -> None:
    _, read = _read("  input_cost_per_token: 2")
    assert "million USD" in read.faults[0].text


def test_a_key_in_a_variable_is_named() -> None:
    candidate, read = _read("  api_key: os.environ/HOUSE_KEY")
    assert candidate.api_key_env == "HOUSE_KEY"
    assert _fate(read, "api_key") is Fate.CARRIED


@pytest.mark.parametrize("key", ["sk-live-123", "os.environ/house_key", "none"])
def test_a_literal_key_is_told_and_never_shown(key: str) -> None:
    candidate, read = _read(f"  api_key: {key}")
    assert candidate.api_key_env is None
    assert _fate(read, "api_key") is Fate.LEFT
    assert key not in str(candidate)
    assert not any(f" {key}" in note.text for note in read.notes)


def test_an_address_is_carried_over() -> None:
    candidate, _ = _read("  api_base: https://llm.example.com/v1")
    assert candidate.api_base == "https://llm.example.com/v1"


def test_an_address_in_a_variable_is_written_as_it_is_today() -> None:
    candidate, read = _read("  api_base: os.environ/BASE", BASE="https://a.example/v1")
    assert candidate.api_base == "https://a.example/v1"
    assert _fate(read, "api_base") is Fate.CHANGED


@pytest.mark.parametrize(
    "address", ["os.environ/BASE", "https://u:p@a.example", "https://a.example?k=s", "a.example"]
)
def test_without_a_plain_address_nothing_goes_to_another_one(address: str) -> None:
    with pytest.raises(HeldBack):
        _read(f"  api_base: {address}")


def test_the_version_of_the_api_may_stand_in_a_variable() -> None:
    assert _read("  api_version: os.environ/V", V="2024-10-21")[0].api_version == "2024-10-21"
    candidate, read = _read("  api_version: os.environ/V")
    assert candidate.api_version is None
    assert _fate(read, "api_version") is Fate.LEFT


def test_a_custom_provider_comes_before_the_model() -> None:
    assert _read("  custom_llm_provider: anthropic")[0].model == "anthropic/openai/small"
    assert _read("  custom_llm_provider: openai")[0].model == "openai/small"


def test_a_region_is_carried_over() -> None:
    assert _read("  region_name: eu")[0].region == "eu"


def test_modes_become_kinds() -> None:
    assert _read(info="mode: embedding")[0].kind is Kind.EMBEDDING
    assert _read(info="mode: chat")[0].kind is Kind.CHAT
    with pytest.raises(OfNoUse, match="image_generation"):
        _read(info="mode: image_generation")


def test_limits_are_carried_over_and_the_newer_name_wins() -> None:
    candidate, read = _read(info="max_input_tokens: 9, max_tokens: 8, max_output_tokens: 7")
    assert (candidate.context_window, candidate.max_output_tokens) == (9, 7)
    assert _fate(read, "max_tokens") is Fate.LEFT
    assert _read(info="max_tokens: 8")[0].max_output_tokens == 8


def test_what_a_model_is_said_to_support_becomes_capabilities() -> None:
    candidate, _ = _read(info="supports_vision: true, supports_response_schema: false")
    assert candidate.can == {
        Capability.VISION: True,
        Capability.JSON_SCHEMA: False,
        Capability.JSON_MODE: False,
    }


def test_one_of_bedrocks_apis_is_no_part_of_the_models_name() -> None:
    read = reading("model_name: x\nlitellm_params: {model: bedrock/converse/eu.claude}\n")
    assert candidate_of(read.root, environment={}).base_model == "bedrock/eu.claude"


def test_a_base_model_is_heeded() -> None:
    assert _read(info="base_model: azure/gpt-4o")[0].base_model == "azure/gpt-4o"


def test_a_price_that_is_no_number_is_a_fault() -> None:
    candidate, read = _read("  input_cost_per_token: cheap")
    assert candidate.prices == {}
    assert len(read.faults) == 1
