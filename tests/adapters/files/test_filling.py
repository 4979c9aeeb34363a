from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from router.adapters.files.catalog_format import CatalogText
from router.adapters.files.filling import Unfit, filled, known_providers
from router.core.deployment import Capability, Deployment, Kind
from router.core.price import Price
from tests.adapters.files.listing import CHAT, listing

FREE = {"input_usd_per_mtok": 0, "output_usd_per_mtok": 0}


def written(*lines: dict[str, Any], **catalog: Any) -> CatalogText:
    return CatalogText.model_validate({"version": 1, "deployments": lines, **catalog})


def fill(model: str = "openai/small-1", **more: Any) -> Deployment:
    listed, catalog = more.pop("listed", {}), more.pop("catalog", {})
    text = written({"model": model, "tier": "economy", **more}, **catalog)
    (result,) = filled(text, listing(**listed))
    assert isinstance(result, Deployment), result
    return result


def unfit(model: str, **more: Any) -> list[Unfit]:
    catalog = more.pop("catalog", {})
    text = written({"model": model, "tier": "economy", **more}, **catalog)
    (result,) = filled(text, listing())
    assert isinstance(result, list)
    return result


def test_one_line_is_enough() -> None:
    deployment = fill()
    assert (deployment.name, deployment.provider, deployment.model) == (
        "small-1", "openai", "small-1",
    )  # fmt: skip
    assert deployment.kind is Kind.CHAT
    assert (deployment.context_window, deployment.max_output_tokens) == (128_000, 16_000)
    assert deployment.capabilities == {Capability.TOOLS, Capability.JSON_MODE}
    assert deployment.prices.prices[0].input_usd_per_mtok == Decimal("0.25")
    assert deployment.prices.prices[0].version.startswith("list-1-")


def test_what_is_written_wins() -> None:
    deployment = fill(
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
    deployment = fill(prices=[later, {"input_usd_per_mtok": 1, "output_usd_per_mtok": 1}])
    prices = deployment.prices
    assert prices.at(date(2026, 5, 31)).input_usd_per_mtok == 1
    assert prices.at(date(2026, 6, 1)).input_usd_per_mtok == 2
    assert len({price.version for price in prices.prices}) == 2


def test_an_embedding_has_no_output() -> None:
    deployment = fill("openai/vectors-1")
    assert deployment.kind is Kind.EMBEDDING
    assert deployment.max_output_tokens == 0
    assert deployment.capabilities == frozenset()


PICTURES = {
    "mode": "image_generation",
    "litellm_provider": "openai",
    "output_cost_per_image": 0.04,
}


def test_a_model_that_is_billed_by_units_has_neither_output_nor_capabilities() -> None:
    made = fill("openai/paint-1", listed={"paint-1": PICTURES})
    assert (made.kind, made.max_output_tokens) == (Kind.IMAGE, 0)
    assert made.capabilities == frozenset()
    assert made.prices.prices[0].unit_usd == Decimal("0.04")


def test_a_model_that_makes_pictures_of_tokens_has_an_output() -> None:
    tokens = {**PICTURES, "input_cost_per_token": 5e-06, "output_cost_per_image_token": 4e-05}
    made = fill("openai/paint-2", listed={"paint-2": tokens})
    assert (made.max_output_tokens, made.prices.prices[0].unit_usd) == (32_768, None)
    assert fill("openai/paint-2", listed={"paint-2": tokens}, max_output_tokens=7_000).kind is (
        Kind.IMAGE
    )


@pytest.mark.parametrize(
    ("kind", "usd"), [("image", "0.04"), ("transcription", "0.0001"), ("speech", "0.000015")]
)
def test_a_written_price_by_the_unit_is_enough(kind: str, usd: str) -> None:
    made = fill("ollama/own", kind=kind, prices={"unit_usd": Decimal(usd)})
    (found,) = made.prices.prices
    assert found.unit_usd == Decimal(usd)
    assert found.input_usd_per_mtok == found.output_usd_per_mtok == 0
    assert (made.max_output_tokens, found.version[:4]) == (0, "own-")


def test_what_a_line_is_called_for_decides_how_it_is_billed() -> None:
    both = {**CHAT, "output_cost_per_image_token": 4e-05, "output_cost_per_image": 0.04}
    as_chat, as_pictures = (
        fill("openai/b", listed={"b": both}, kind=kind) for kind in ("chat", "image")
    )
    assert as_chat.prices.prices[0].output_usd_per_mtok == 2
    assert as_pictures.prices.prices[0].output_usd_per_mtok == 40


@pytest.mark.parametrize("kind", ["chat", "embedding", "moderation"])
def test_a_price_by_the_unit_of_what_has_no_unit_is_refused(kind: str) -> None:
    (said,) = unfit("openai/small-1", kind=kind, prices={"unit_usd": 1})
    assert said.text == f"has unit_usd, but {kind} is billed by tokens. Delete it"


def test_who_has_no_price_is_told_how_to_write_one_for_its_kind() -> None:
    (said,) = unfit("openai/whisper-9", kind="transcription", unknown_price="deny")
    assert said.text.endswith("say what it costs: `prices: {unit_usd: 0.0001}` for a second")


def test_an_unknown_price_of_pictures_is_estimated_by_the_piece() -> None:
    (found,) = fill("openai/paint-9", kind="image").prices.prices
    assert (found.unit_usd, found.version[:10]) == (Decimal("0.4"), "estimated-")


def test_a_server_of_ones_own_is_taken_for_openai_shaped_and_small() -> None:
    deployment = fill("ollama/llama3", prices=FREE)
    assert deployment.capabilities == {
        Capability.TOOLS, Capability.JSON_MODE, Capability.JSON_SCHEMA,
    }  # fmt: skip
    assert (deployment.context_window, deployment.max_output_tokens) == (32_768, 8_192)


def test_a_simulated_deployment_can_do_everything() -> None:
    assert fill("simulated/small", prices=FREE).capabilities == frozenset(Capability)


def test_an_answer_never_exceeds_the_window() -> None:
    assert fill(context_window=4_000).max_output_tokens == 4_000


def test_a_listed_model_without_an_output_limit_may_fill_its_window() -> None:
    entry = {**CHAT, "max_output_tokens": None}
    assert fill("openai/m-1", listed={"m-1": entry}).max_output_tokens == 128_000


def test_an_unlisted_model_with_a_price_is_accepted() -> None:
    assert fill("openai/tomorrow", prices=FREE).capabilities == frozenset()


def test_a_free_model_of_the_list_needs_a_word() -> None:
    (said,) = unfit("openai/gratis-1", unknown_price="deny")
    assert said.text.startswith("has no price for each token in the price list.")
    assert fill("openai/gratis-1", prices=FREE).prices.prices[0].input_usd_per_mtok == 0


def test_an_own_server_needs_an_address_and_a_price() -> None:
    texts = [said.text for said in unfit("openai_compatible/x", unknown_price="deny")]
    assert texts == [
        "has no listed price. Say what it costs; if it is free: "
        "`prices: {input_usd_per_mtok: 0, output_usd_per_mtok: 0}`",
        "needs an address. Write `api_base: https://llm.example.com/v1`",
    ]


def test_two_prices_cannot_begin_on_one_day() -> None:
    (said,) = unfit("openai/small-1", prices=[FREE, FREE])
    assert said.field == ("prices", 1)


def test_a_model_for_something_else_is_refused() -> None:
    (said,) = unfit("openai/films-1")
    assert said.text == "is listed for video generation, which no deployment serves"


def test_region_and_life_of_the_prompt_cache_are_taken_as_written() -> None:
    there = fill(region="eu", cache_ttl_s=0)
    assert (there.region, there.cache_ttl_s) == ("eu", 0)
    assert (fill().region, fill().cache_ttl_s) == (None, 300)


def usual(deployment: Deployment) -> Price:
    return deployment.prices.prices[0]


class TestUnknownPrices:
    @pytest.mark.parametrize(
        "model", ["openai/tomorrow", "openai/gratis-1", "ollama/llama3", "openai/vectors-2"]
    )
    def test_a_cautious_price_stands_in_unless_the_catalog_says_otherwise(self, model: str) -> None:
        price = usual(fill(model))

        assert price.version.startswith("estimated-")
        assert price.input_usd_per_mtok > 0

    def test_the_catalog_may_refuse_them_and_a_line_knows_better(self) -> None:
        deny, allow = {"unknown_price": "deny"}, {"unknown_price": "allow"}

        assert unfit("openai/tomorrow", catalog=deny)
        assert usual(fill("openai/tomorrow", catalog=deny, **allow)).version.startswith("unpriced-")
        assert unfit("openai/tomorrow", catalog=allow, **deny)

    def test_what_is_allowed_costs_nothing_and_says_so(self) -> None:
        price = usual(fill("openai/tomorrow", unknown_price="allow"))

        assert not any(price.amounts)
        assert price.version.startswith("unpriced-")

    def test_a_known_price_is_never_replaced(self) -> None:
        for choice in ("deny", "estimate", "allow"):
            price = usual(fill(unknown_price=choice))
            assert price.version.startswith("list-1-")

    def test_a_model_whose_kind_is_written_is_refused_where_its_price_is_unknown(self) -> None:
        (said,) = unfit("openai/speech-2", kind="chat", unknown_price="deny")

        assert "is not in the price list" in said.text

    def test_the_stand_in_follows_the_deployments_beside_it(self) -> None:
        dear = {"input_usd_per_mtok": 7, "output_usd_per_mtok": 9}
        lines = (
            {"model": "openai/tomorrow", "tier": "economy"},
            {"model": "openai/mine", "tier": "premium", "prices": dear},
        )

        found, _ = filled(written(*lines), listing())

        assert isinstance(found, Deployment)
        assert usual(found).input_usd_per_mtok == 7


class TestOwnAndListedPrices:
    def test_a_discount_for_a_provider_lowers_its_listed_prices(self) -> None:
        catalog = {"discounts": {"openai": Decimal("0.8")}}

        assert usual(fill(catalog=catalog)).input_usd_per_mtok == Decimal("0.2")
        assert usual(fill("acme/maker/small-1", catalog=catalog)).input_usd_per_mtok == Decimal(
            "0.25"
        )

    def test_a_written_price_is_what_is_paid_unless_its_line_has_a_discount(self) -> None:
        catalog = {"discounts": {"openai": Decimal("0.8")}}
        price = {"input_usd_per_mtok": 1, "output_usd_per_mtok": 2}

        paid = usual(fill(catalog=catalog, prices=price))
        lowered = usual(fill(catalog=catalog, prices=price, discount=Decimal("0.5")))

        assert paid.input_usd_per_mtok == 1
        assert lowered.input_usd_per_mtok == Decimal("0.5")

    def test_the_discount_of_a_line_replaces_that_of_its_provider(self) -> None:
        catalog = {"discounts": {"openai": Decimal("0.8")}}

        assert usual(fill(catalog=catalog, discount=1)).input_usd_per_mtok == Decimal("0.25")

    def test_a_currency_without_a_rate_is_a_mistake_at_its_place(self) -> None:
        price = {"currency": "EUR", "input_per_mtok": 1, "output_per_mtok": 2}

        (said,) = unfit("openai/small-1", prices=price)

        assert said.field == ("prices", 0, "currency")


def test_whatever_a_line_may_name_is_a_known_provider() -> None:
    assert known_providers(listing()) >= {"openai", "acme", "ollama", "simulated"}
