import subprocess
import sys
from decimal import Decimal

import msgspec
import pytest

from router.adapters.files.listed_model import listed_model
from router.adapters.files.price_source import bundled_prices
from router.core.deployment import Kind
from tests.adapters.files.listing import CHAT, listing


@pytest.mark.parametrize(("provider", "model"), [("openai", "small-1"), ("acme", "maker/small-1")])
def test_a_model_is_found_under_its_provider(provider: str, model: str) -> None:
    found = listing().find(provider, model)
    assert found is not None
    assert found.price is not None
    assert found.price.version == "list-1"


def test_a_model_of_another_provider_is_not_taken_for_this_ones() -> None:
    assert listing().find("acme", "small-1") is None


@pytest.mark.parametrize(
    ("provider", "listed"),
    [
        ("cohere", "cohere_chat"),
        ("vertex_ai", "vertex_ai-llama_models"),
        ("together", "together_ai"),
    ],
)
def test_providers_that_the_list_splits_are_found(provider: str, listed: str) -> None:
    source = listing(**{"m-1": {**CHAT, "litellm_provider": listed}})
    assert source.find(provider, "m-1") is not None


def test_near_names_are_those_of_the_provider() -> None:
    assert listing().nearest("openai", "smal-1") == ["openai/small-1"]
    assert listing().nearest("acme", "smal-1") == ["acme/maker/small-1"]


def test_the_same_model_is_found_elsewhere() -> None:
    assert listing().elsewhere("small-1") == ["openai/small-1"]


def test_noise_of_binary_fractions_is_rounded_away() -> None:
    found = listing(**{"m-1": {**CHAT, "input_cost_per_token": 1.0000000000000001e-07}})
    model = found.find("openai", "m-1")
    assert model is not None
    assert model.price is not None
    assert str(model.price.input_usd_per_mtok) == "0.1"


def test_the_bundled_list_is_read_without_importing_litellm() -> None:
    code = (
        "import sys\n"
        "from router.adapters.files.price_source import bundled_prices\n"
        "assert bundled_prices().find('openai', 'gpt-4o')\n"
        "sys.exit('litellm' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_the_bundled_list_has_known_prices() -> None:
    model = bundled_prices().find("openai", "gpt-4o")
    assert model is not None
    assert model.price is not None
    assert model.price.input_usd_per_mtok == Decimal("2.5")
    assert model.price.cached_input_usd_per_mtok == Decimal("1.25")
    assert model.price.version.startswith("litellm-1.")


def test_every_entry_of_the_bundled_list_can_be_read() -> None:
    kinds = []
    for raw in bundled_prices().entries.values():
        entry = msgspec.json.decode(raw)
        kinds.append(listed_model(entry, version="v").kind)
    assert kinds.count(Kind.CHAT) > 2_000
    assert kinds.count(Kind.EMBEDDING) > 100


def test_well_known_providers_can_be_named() -> None:
    assert bundled_prices().providers >= {
        *("openai", "azure", "anthropic", "gemini", "vertex_ai", "bedrock", "cohere", "mistral"),
        *("groq", "deepseek", "xai", "together", "fireworks", "openrouter", "perplexity"),
    }
