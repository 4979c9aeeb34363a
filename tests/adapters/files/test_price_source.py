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


def picture(usd: float, **more: object) -> dict[str, object]:
    said = {"mode": "image_generation", "litellm_provider": "openai", "input_cost_per_image": usd}
    return {**said, **more}


def test_pictures_of_each_size_and_quality_are_found_with_their_model() -> None:
    source = listing(
        **{
            "hd/1024-x-1792/paint-1": picture(0.12),
            "openai/standard/1024-x-1792/paint-1": picture(0.08),
            "openai/standard/1024-x-1024/paint-1": picture(0.04),
            "acme/hd/1024-x-1024/paint-1": picture(9, litellm_provider="acme"),
            "hd/1024-x-1024/paint-10": picture(8),
        }
    )

    found = source.find("openai", "paint-1")

    assert found is not None
    assert found.price is not None
    assert found.kind is Kind.IMAGE
    assert found.price.unit_usd == Decimal("0.04")
    assert {one.name: str(one.unit_usd) for one in found.price.service_tiers} == {
        "hd/1024x1792": "0.12",
        "standard/1024x1792": "0.08",
        "1024x1792": "0.08",
        "standard/1024x1024": "0.04",
        "1024x1024": "0.04",
    }


def test_a_models_own_entry_says_what_is_usual() -> None:
    source = listing(
        **{
            "paint-1": picture(0.06),
            "low/512-x-512/paint-1": picture(0.02),
        }
    )

    found = source.find("openai", "paint-1")

    assert found is not None
    assert found.price is not None
    assert found.price.unit_usd == Decimal("0.06")
    assert found.price.tariff("low/512x512").unit_usd == Decimal("0.02")
    assert found.price.tariff("512x512").unit_usd == Decimal("0.06")  # its quality is not known


def test_sizes_without_a_price_say_nothing() -> None:
    source = listing(**{"standard/1024-x-1024/paint-1": picture(0)})

    assert source.find("openai", "paint-1") is None


def test_the_bundled_list_knows_sizes_by_pixels_and_by_pieces() -> None:
    by_pixels = bundled_prices().find("azure", "dall-e-3")
    by_pieces = bundled_prices().find("fal_ai", "openai/gpt-image-2")
    assert by_pixels is not None
    assert by_pixels.price is not None
    assert by_pieces is not None
    assert by_pieces.price is not None

    assert round(by_pixels.price.unit_usd or 0, 3) == Decimal("0.044")
    assert round(by_pixels.price.tariff("hd/1024x1792").unit_usd or 0, 3) == Decimal("0.132")
    assert by_pieces.price.tariff("low/1024x1024").unit_usd == Decimal("0.006")


def test_names_of_sizes_are_not_offered_as_models() -> None:
    source = listing(**{"hd/1024-x-1024/paint-1": picture(1), "paint-2": picture(1)})

    near = source.nearest("openai", "paint-1")

    assert near[0] == "openai/paint-2"
    assert "openai/hd/1024-x-1024/paint-1" not in near
