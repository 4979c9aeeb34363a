"""Tests of `router.core.importing.candidate`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.deployment import Capability, Kind
from router.core.importing.candidate import (
    Candidate,
    HeldBack,
    OfNoUse,
    completed,
    held_back,
    with_tiers,
)
from router.core.tier import Tier
from tests.core.importing.foreign import listing

HOUSE = "https://llm.example.com/v1"
FREE = {"input_usd_per_mtok": Decimal(0), "output_usd_per_mtok": Decimal(0)}


def _candidate(model: str = "openai/small", **more: object) -> Candidate:
    return replace(Candidate(model=model, line=3), **more)  # type: ignore[arg-type]


def test_a_listed_model_needs_nothing_more() -> None:
    found = completed(_candidate(), listing())
    assert (found.model, found.line) == ("openai/small", 3)
    assert (found.prices, found.context_window, found.capabilities) == (None, None, None)


def test_a_model_without_a_provider_gets_the_one_that_lists_it() -> None:
    assert completed(_candidate("small"), listing()).model == "openai/small"


def test_an_openai_model_that_is_not_listed_at_an_own_address_is_a_compatible_server() -> None:
    own = _candidate("openai/mine", api_base=HOUSE, is_free_if_unpriced=True)
    assert completed(own, listing()).model == "openai_compatible/mine"


def test_a_listed_model_at_an_own_address_stays_itself() -> None:
    assert completed(_candidate(api_base=HOUSE), listing()).model == "openai/small"


def test_a_name_that_says_nothing_at_an_address_is_a_compatible_server() -> None:
    own = _candidate("mine/model", api_base=HOUSE, prices=FREE)
    assert completed(own, listing()).model == "openai_compatible/mine/model"


def test_a_provider_that_nobody_knows_is_held_back() -> None:
    with pytest.raises(HeldBack, match="provider is not known"):
        completed(_candidate("nowhere/model"), listing())


def test_an_unknown_price_is_never_zero() -> None:
    with pytest.raises(HeldBack, match="what it costs"):
        completed(_candidate("openai/unpriced"), listing())
    with pytest.raises(HeldBack, match="what it costs"):
        completed(_candidate("hosted_vllm/mine"), listing())


def test_what_is_known_of_a_deployment_that_waits_is_kept() -> None:
    kept = held_back(_candidate("azure/x", api_key_env="KEY", api_base=HOUSE), "no price")
    assert (kept.model, kept.api_key_env, kept.api_base) == ("azure/x", "KEY", HOUSE)
    assert (kept.held_back, kept.prices) == ("no price", None)


def test_an_own_server_is_free_where_its_source_counts_it_so() -> None:
    found = completed(_candidate("hosted_vllm/mine", is_free_if_unpriced=True), listing())
    assert found.prices == FREE


def test_a_model_of_another_name_takes_price_and_limits_from_its_base() -> None:
    found = completed(_candidate("azure/acme-eu", base_model="middle"), listing())
    assert found.prices is not None
    assert found.prices["output_usd_per_mtok"] == 4
    assert (found.context_window, found.max_output_tokens) == (1_000, 100)
    assert found.capabilities == (Capability.TOOLS,)


def test_a_price_that_is_said_in_part_is_completed_from_the_list() -> None:
    own = {"input_usd_per_mtok": Decimal("0.2")}
    found = completed(_candidate(prices=own), listing())
    assert found.prices == {**own, "output_usd_per_mtok": Decimal("0.4")}


def test_a_price_that_is_said_in_part_and_listed_nowhere_is_held_back() -> None:
    own = {"input_usd_per_mtok": Decimal("0.2")}
    with pytest.raises(HeldBack, match="output_usd_per_mtok"):
        completed(_candidate("hosted_vllm/mine", prices=own), listing())


def test_embeddings_need_no_price_of_output() -> None:
    own = {"input_usd_per_mtok": Decimal("0.2")}
    found = completed(_candidate("hosted_vllm/mine", prices=own, kind=Kind.EMBEDDING), listing())
    assert found.prices == own


def test_what_serves_neither_chat_nor_embeddings_is_of_no_use() -> None:
    with pytest.raises(OfNoUse):
        completed(_candidate("openai/pictures"), listing())


def test_what_is_said_of_capabilities_changes_the_listed_ones() -> None:
    can = {Capability.VISION: True, Capability.TOOLS: False}
    assert completed(_candidate(can=can), listing()).capabilities == (Capability.VISION,)
    assert completed(_candidate(can={Capability.TOOLS: True}), listing()).capabilities is None


def test_own_servers_keep_what_they_can_do_unless_somebody_says_otherwise() -> None:
    can = {Capability.VISION: True}
    found = completed(_candidate("hosted_vllm/mine", can=can, is_free_if_unpriced=True), listing())
    assert found.capabilities is not None
    assert {Capability.TOOLS, Capability.JSON_MODE, Capability.VISION} <= set(found.capabilities)


def test_tiers_follow_the_price_of_chat_and_of_embeddings_apart() -> None:
    models = ("small", "middle", "large", "vectors")
    found = [completed(_candidate(f"openai/{name}"), listing()) for name in models]
    free = completed(_candidate("hosted_vllm/mine", is_free_if_unpriced=True), listing())
    tiered, priced = with_tiers([*found, free], listing())
    assert [one.tier for one in tiered] == [*Tier, Tier.STANDARD, Tier.STANDARD]
    assert priced == [True, True, True, True, False]
