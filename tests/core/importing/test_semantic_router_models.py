"""Tests of `router.core.importing.semantic_router_models`."""

from router.core.importing.imported import ImportedDeployment
from router.core.importing.semantic_router_models import models_of
from router.core.importing.source import Reading
from router.core.tier import Tier
from tests.core.importing.foreign import listing, reading


def _models(text: str) -> tuple[dict[str, ImportedDeployment], Reading]:
    read = reading(text)
    return models_of(read.root, listing()), read


def _provider(more: str) -> str:
    return f"providers: {{models: [{{name: mini, {more}}}]}}"


def test_a_model_on_a_server_of_ones_own_is_a_compatible_one() -> None:
    models, _ = _models(_provider("provider_model_id: m-8b, backend_refs: [{endpoint: 'a:80'}]"))
    assert models["mini"].model == "openai_compatible/m-8b"
    assert models["mini"].api_base == "http://a:80/v1"
    assert models["mini"].name == "mini"


def test_a_listed_model_of_a_provider_is_called_there() -> None:
    models, _ = _models(_provider("provider_model_id: small, backend_refs: [{provider: openai}]"))
    assert (models["mini"].model, models["mini"].held_back) == ("openai/small", None)


def test_a_model_without_an_address_is_held_back() -> None:
    models, read = _models("providers: {models: [{name: mini}]}")
    assert models["mini"].held_back == "no endpoint serves it"
    assert [note.field for note in read.notes] == ["providers.models[0]"]


def test_a_model_without_a_name_is_a_fault() -> None:
    _, read = _models("providers: {models: [{endpoints: []}]}")
    assert read.faults[0].text == "'providers.models[0]' lacks `name`."


def test_the_older_layout_finds_a_models_endpoint() -> None:
    models, _ = _models(
        "vllm_endpoints:\n"
        "  - {name: one, address: 10.0.0.1, port: 8000, models: [listed, only-named]}\n"
        "  - {name: two, address: 10.0.0.2, port: 8000}\n"
        "model_config: {preferring: {preferred_endpoints: [two]}, listed: {}}\n"
    )
    assert {name: one.api_base for name, one in models.items()} == {
        "preferring": "http://10.0.0.2:8000/v1",
        "listed": "http://10.0.0.1:8000/v1",
        "only-named": "http://10.0.0.1:8000/v1",
    }


def test_cards_give_limits() -> None:
    models, _ = _models(
        _provider("backend_refs: [{endpoint: 'a:80'}]")
        + "\nrouting: {modelCards: [{name: mini, context_window_size: 9, max_output_tokens: 5}]}"
    )
    assert (models["mini"].context_window, models["mini"].max_output_tokens) == (9, 5)


def test_prices_give_tiers() -> None:
    models, read = _models(
        "vllm_endpoints: [{name: e, address: 10.0.0.1}]\n"
        "model_config:\n"
        "  a: {pricing: {prompt_per_1m: 5, completion_per_1m: 5}}\n"
        "  b: {pricing: {prompt_per_1m: 1, completion_per_1m: 1}}\n"
        "  c: {}\n"
    )
    assert [one.tier for one in models.values()] == [Tier.PREMIUM, Tier.ECONOMY, Tier.STANDARD]
    texts = {note.field: note.text for note in read.notes}
    assert "by its price, in thirds" in texts["model_config.a"]
    assert "at a price of 0" in texts["model_config.c"]


def test_a_card_without_a_name_is_of_no_use() -> None:
    models, _ = _models(
        _provider("backend_refs: [{endpoint: 'a:80'}]")
        + "\nrouting: {modelCards: [{context_window_size: 9}]}"
    )
    assert models["mini"].context_window is None
