from datetime import date
from decimal import Decimal
from typing import Any

from router.adapters.files.catalog_format import DeploymentText
from router.adapters.files.filling import Unfit, fill
from router.core.deployment import Capability, Deployment, Kind
from tests.adapters.files.listing import CHAT, listing

FREE = {"input_usd_per_mtok": 0, "output_usd_per_mtok": 0}


def filled(model: str = "openai/small-1", **more: Any) -> Deployment:
    listed = more.pop("listed", {})
    text = DeploymentText.model_validate({"model": model, "tier": "economy", **more})
    result = fill(text, listing(**listed))
    assert isinstance(result, Deployment), result
    return result


def unfit(model: str, **more: Any) -> list[Unfit]:
    text = DeploymentText.model_validate({"model": model, "tier": "economy", **more})
    result = fill(text, listing())
    assert isinstance(result, list)
    return result


def test_one_line_is_enough() -> None:
    deployment = filled()
    assert (deployment.name, deployment.provider, deployment.model) == (
        "small-1", "openai", "small-1",
    )  # fmt: skip
    assert deployment.kind is Kind.CHAT
    assert (deployment.context_window, deployment.max_output_tokens) == (128_000, 16_000)
    assert deployment.capabilities == {Capability.TOOLS, Capability.JSON_MODE}
    assert deployment.prices.prices[0].input_usd_per_mtok == Decimal("0.25")
    assert deployment.prices.prices[0].version == "list-1"


def test_what_is_written_wins() -> None:
    deployment = filled(
        name="mine",
        context_window=9_000,
        max_output_tokens=100,
        capabilities=["vision"],
        prices={"input_usd_per_mtok": Decimal("0.10"), "output_usd_per_mtok": 1},
        api_base="https://llm.example.com/v1",
        api_key_env="MY_KEY",
        abilities={"qa": 0.5},
    )
    assert (deployment.name, deployment.context_window, deployment.max_output_tokens) == (
        "mine", 9_000, 100,
    )  # fmt: skip
    assert deployment.capabilities == {Capability.VISION}
    assert str(deployment.prices.prices[0].input_usd_per_mtok) == "0.10"
    assert deployment.prices.prices[0].version.startswith("own-")
    assert deployment.api_key_env == "MY_KEY"


def test_dated_prices_are_sorted_and_each_has_its_version() -> None:
    later = {"input_usd_per_mtok": 2, "output_usd_per_mtok": 2, "valid_from": date(2026, 6, 1)}
    deployment = filled(prices=[later, {"input_usd_per_mtok": 1, "output_usd_per_mtok": 1}])
    prices = deployment.prices
    assert prices.at(date(2026, 5, 31)).input_usd_per_mtok == 1
    assert prices.at(date(2026, 6, 1)).input_usd_per_mtok == 2
    assert len({price.version for price in prices.prices}) == 2


def test_an_embedding_has_no_output() -> None:
    deployment = filled("openai/vectors-1")
    assert deployment.kind is Kind.EMBEDDING
    assert deployment.max_output_tokens == 0
    assert deployment.capabilities == frozenset()


def test_a_server_of_ones_own_is_taken_for_openai_shaped_and_small() -> None:
    deployment = filled("ollama/llama3", prices=FREE)
    assert deployment.capabilities == {
        Capability.TOOLS, Capability.JSON_MODE, Capability.JSON_SCHEMA,
    }  # fmt: skip
    assert (deployment.context_window, deployment.max_output_tokens) == (32_768, 8_192)


def test_a_simulated_deployment_can_do_everything() -> None:
    assert filled("simulated/small", prices=FREE).capabilities == frozenset(Capability)


def test_an_answer_never_exceeds_the_window() -> None:
    assert filled(context_window=4_000).max_output_tokens == 4_000


def test_a_listed_model_without_an_output_limit_may_fill_its_window() -> None:
    entry = {**CHAT, "max_output_tokens": None}
    assert filled("openai/m-1", listed={"m-1": entry}).max_output_tokens == 128_000


def test_an_unlisted_model_with_a_price_is_accepted() -> None:
    assert filled("openai/tomorrow", prices=FREE).capabilities == frozenset()


def test_a_free_model_of_the_list_needs_a_word() -> None:
    (said,) = unfit("openai/gratis-1")
    assert said.text.startswith("has no price for each token in the price list.")
    assert filled("openai/gratis-1", prices=FREE).prices.prices[0].input_usd_per_mtok == 0


def test_an_own_server_needs_an_address_and_a_price() -> None:
    texts = [said.text for said in unfit("openai_compatible/x")]
    assert texts == [
        "has no listed price. Say what it costs; if it is free: "
        "`prices: {input_usd_per_mtok: 0, output_usd_per_mtok: 0}`",
        "needs an address. Write `api_base: https://llm.example.com/v1`",
    ]


def test_two_prices_cannot_begin_on_one_day() -> None:
    (said,) = unfit("openai/small-1", prices=[FREE, FREE])
    assert said.field == ("prices", 1)


def test_a_model_for_something_else_is_refused() -> None:
    (said,) = unfit("openai/speech-1")
    assert said.text == "is listed for audio speech; deployments serve chat or embedding"


def test_region_and_life_of_the_prompt_cache_are_taken_as_written() -> None:
    there = filled(region="eu", cache_ttl_s=0)
    assert (there.region, there.cache_ttl_s) == ("eu", 0)
    assert (filled().region, filled().cache_ttl_s) == (None, 300)
