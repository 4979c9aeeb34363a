from pathlib import Path

import pytest

from router.adapters.files.catalog_file import load_catalog
from router.core.catalog import Ask, Catalog
from router.core.errors import ConfigurationError
from router.core.tier import Tier
from tests.adapters.files.listing import CHAT, listing

HEAD = "version: 1\ndeployments:\n"
LINE = "  - {model: openai/small-1, tier: economy}\n"
FREE = "prices: {input_usd_per_mtok: 0, output_usd_per_mtok: 0}"


def load(folder: Path, text: str) -> Catalog:
    file = folder / "catalog.yaml"
    file.write_text(text, encoding="utf-8")
    return load_catalog(file, listed=listing())


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, text)
    return caught.value.message.replace(f"{folder / 'catalog.yaml'}:", "")


def test_a_line_for_each_model_is_enough(tmp_path: Path) -> None:
    catalog = load(tmp_path, HEAD + LINE)
    assert [d.name for d in catalog.deployments] == ["small-1"]


def test_aliases_stand_for_auto_a_tier_or_a_deployment(tmp_path: Path) -> None:
    aliases = 'aliases: {"gpt-*": auto, fast: economy, mini: small-1, full: small-1}\n'
    catalog = load(tmp_path, aliases + HEAD + LINE)
    assert catalog.resolve("gpt-4o") == Ask()
    assert catalog.resolve("fast") == Ask(tier=Tier.ECONOMY)
    assert catalog.resolve("mini").deployment == catalog.deployments[0]


def test_the_version_covers_the_prices_used(tmp_path: Path) -> None:
    file = tmp_path / "catalog.yaml"
    file.write_text(HEAD + LINE)
    dearer = listing(**{"small-1": {**CHAT, "input_cost_per_token": 3e-07}})
    before = load_catalog(file, listed=listing()).version
    assert before.startswith("catalog@")
    assert load_catalog(file, listed=dearer).version != before


def test_comments_and_layout_do_not_change_the_version(tmp_path: Path) -> None:
    other = "# why\nversion: 1\n\ndeployments:\n- tier: economy\n  model: openai/small-1\n"
    assert load(tmp_path, HEAD + LINE).version == load(tmp_path, other).version


def test_the_order_of_patterns_changes_the_version(tmp_path: Path) -> None:
    one = load(tmp_path, 'aliases: {"a*": auto, "b*": auto}\n' + HEAD + LINE)
    two = load(tmp_path, 'aliases: {"b*": auto, "a*": auto}\n' + HEAD + LINE)
    assert one.version != two.version


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{model: openai/smal-1, tier: economy, unknown_price: deny}",
         "3:13: deployment 'openai/smal-1' is not in the price list (list-1). Nearest listed: "
         "openai/small-1. Correct the name, or say what it costs: "
         "`prices: {input_usd_per_mtok: 0.25, output_usd_per_mtok: 1.25}`."),
        ("{model: opnai/small-1, tier: economy}",
         "3:13: deployment 'opnai/small-1' names an unknown provider 'opnai'. Did you mean "
         "'openai'? A server of your own that speaks OpenAI's API is `openai_compatible/<model>`."),
        ("{model: small-1, tier: economy}",
         "3:13: 'model' in deployment 'small-1': write provider/model, such as openai/small-1."),
        ("{model: ollama/llama3, tier: economy, unknown_price: deny}",
         "3:13: deployment 'ollama/llama3' has no listed price. Say what it costs; if it is free: "
         "`prices: {input_usd_per_mtok: 0, output_usd_per_mtok: 0}`."),
        ("{model: ollama/a, tier: economy, prices: {input_usd_per_mtok: -1, "
         "output_usd_per_mtok: 0}}",
         "3:67: 'input_usd_per_mtok' in deployment 'ollama/a' must be at least 0, not -1."),
        ("{model: ollama/a, tier: economy, prices: {input_usd_per_mtok: 1}}",
         "3:46: 'prices' in deployment 'ollama/a' lacks output_usd_per_mtok. "
         "Write 0 if it is free."),
        ("{model: ollama/a, tier: economy, prices: {input_usd_per_mtok: cheap, "
         "output_usd_per_mtok: 0}}",
         "3:67: 'input_usd_per_mtok' in deployment 'ollama/a' must be a number, such as 0.25, "
         "not 'cheap'."),
        ("{model: ollama/a, tier: economy, prices: {currency: EUR, input_per_mtok: 1, "
         "output_per_mtok: 0}}",
         "3:57: 'currency' in deployment 'ollama/a' names a currency without a rate, 'EUR'. Write "
         "its rate at the top of the catalog: `currencies: {EUR: 1.08}`, which is USD for one "
         "unit."),
        ("{model: ollama/a, tier: economy, prices: {currency: EUR, input_usd_per_mtok: 1}}",
         "3:46: 'prices' in deployment 'ollama/a': is in EUR. Write input_per_mtok instead of "
         "input_usd_per_mtok."),
        ("{model: ollama/a, tier: economy, prices: {input_per_mtok: 1, output_per_mtok: 1}}",
         "3:46: 'prices' in deployment 'ollama/a': input_per_mtok needs a `currency`, such as "
         "`currency: EUR`."),
        ("{model: ollama/a, tier: economy, prices: {input_usd_per_mtok: 1, "
         "output_usd_per_mtok: 1, bands: [{above_input_tokens: 5, input_usd_per_mtk: 2}]}}",
         "3:126: unknown field 'input_usd_per_mtk' in deployment 'ollama/a'. Did you mean "
         "'input_usd_per_mtok'? Fields: above_input_tokens, audio_input_usd_per_mtok, "
         "audio_output_usd_per_mtok, cache_write_1h_usd_per_mtok, cache_write_usd_per_mtok, "
         "cached_input_usd_per_mtok, image_input_usd_per_mtok, input_usd_per_mtok, "
         "output_usd_per_mtok, reasoning_usd_per_mtok, request_usd, unit_usd."),
        ("{model: ollama/a, tier: economy, prices: {input_usd_per_mtok: 1, "
         "output_usd_per_mtok: 1, bands: [{above_input_tokens: 5}, {above_input_tokens: 5}]}}",
         "3:46: 'prices' in deployment 'ollama/a': has two bands above the same number of tokens. "
         "Delete one."),
        ("{model: openai/small-1, tier: economy, discount: 0}",
         "3:54: 'discount' in deployment 'openai/small-1' must be more than 0, not 0."),
        ("{model: openai/small-1, tier: cheap}",
         "3:35: unknown tier 'cheap' in deployment 'openai/small-1'. "
         "Allowed: economy, standard, premium."),
        ("{model: openai/small-1, tier: economy, capabilities: [tool]}",
         "3:59: unknown capabilities 'tool' in deployment 'openai/small-1'. Did you mean 'tools'? "
         "Allowed: tools, vision, audio, json_mode, json_schema, reasoning."),
        ("{model: openai/small-1, tier: economy, context_window: 128k}",
         "3:60: 'context_window' in deployment 'openai/small-1' must be a whole number, such as "
         "1000, not '128k'."),
        ("{model: openai/small-1, tier: economy, name: auto}",
         "3:50: the name 'auto' is taken by Tierwise. Choose another."),
        ("{model: openai/small-1, tier: economy, api_base: localhost}",
         "3:54: 'api_base' in deployment 'openai/small-1': write the whole address, such as "
         "https://llm.example.com/v1."),
        ("{model: openai/small-1, tier: economy, api_key_env: sk-secret}",
         "3:57: 'api_key_env' in deployment 'openai/small-1': write the name of the environment "
         "variable that holds the key, such as HOUSE_LLM_KEY, and never the key itself."),
        ("{model: openai/small-1, tier: economy, api_key: sk-secret}",
         "3:44: unknown field 'api_key' in deployment 'openai/small-1'. Did you mean "
         "'api_key_env'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_its_remedy(
    tmp_path: Path, line: str, said: str
) -> None:
    assert refusal(tmp_path, f"{HEAD}  - {line}\n") == said


def test_names_must_be_unique_and_another_is_suggested(tmp_path: Path) -> None:
    assert refusal(tmp_path, HEAD + LINE + "  - {model: acme/maker/small-1, tier: economy}\n") == (
        "4:13: a deployment in line 3 has the name 'small-1' too. "
        "Give this one its own: `name: acme-small-1`."
    )


def test_aliases_must_lead_somewhere(tmp_path: Path) -> None:
    text = 'aliases:\n  "gpt-*": automatic\n  premium: auto\n' + HEAD + LINE
    assert refusal(tmp_path, text).split("\n") == [
        "2:12: the alias 'gpt-*' stands for 'automatic', which is no deployment. "
        "Did you mean 'auto'? Write auto, a tier, or a deployment's name.",
        "3:3: the alias 'premium' has a meaning of its own already. Delete it.",
    ]


def test_a_catalog_without_deployments_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "version: 1\ndeployments: []\n") == (
        "2:14: 'deployments' must not be empty. Write at least one item."
    )


def test_mistakes_of_all_deployments_are_told_at_once(tmp_path: Path) -> None:
    bad = "  - {model: ollama/a, tier: economy}\n  - {model: openai/b, tier: economy}\n"
    assert len(refusal(tmp_path, f"unknown_price: deny\n{HEAD}{bad}").split("\n")) == 2


def test_a_discount_for_a_provider_that_nobody_knows_is_no_discount(tmp_path: Path) -> None:
    assert refusal(tmp_path, "discounts: {opnai: 0.8}\n" + HEAD + LINE) == (
        "1:13: the discount is for an unknown provider 'opnai'. Did you mean 'openai'? Write the "
        "part of `model` before the first slash."
    )


def test_wrong_rates_are_told_once_and_not_at_every_price_in_that_currency(
    tmp_path: Path,
) -> None:
    rates = "currencies: {EUR: [{from: 2026-01-01, usd: 1}, {from: 2026-01-01, usd: 2}]}\n"
    price = "prices: {currency: EUR, input_per_mtok: 1, output_per_mtok: 2}"
    line = f"  - {{model: openai/small-1, tier: economy, {price}}}\n"
    assert refusal(tmp_path, rates + HEAD + line) == (
        "1:19: 'EUR': has two rates that begin on the same day. Write a `from` for each."
    )


def test_the_version_covers_discounts_and_exchange_rates(tmp_path: Path) -> None:
    price = "prices: {currency: EUR, input_per_mtok: 1, output_per_mtok: 2}"
    line = f"  - {{model: openai/small-1, tier: economy, {price}}}\n"
    texts = [
        "currencies: {EUR: 1.08}\n" + HEAD + line,
        "currencies: {EUR: 1.09}\n" + HEAD + line,
        HEAD + LINE,
        "discounts: {openai: 0.85}\n" + HEAD + LINE,
    ]
    assert len({load(tmp_path, text).version for text in texts}) == len(texts)
