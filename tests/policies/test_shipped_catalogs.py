"""Do the shipped catalogs load, fit their schema, and hold what their comments promise?"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.price_source import bundled_prices
from router.core.catalog import Ask
from router.core.deployment import Capability, Deployment, Kind
from router.core.tier import Tier

POLICIES = Path(__file__).resolve().parents[2] / "policies"
CATALOG = load_catalog(POLICIES / "catalog.yaml")
SIMULATED = load_catalog(POLICIES / "simulated.yaml")


@pytest.mark.parametrize("file", ["catalog.yaml", "simulated.yaml"])
def test_a_shipped_catalog_names_its_schema_and_fits_it(file: str) -> None:
    text = (POLICIES / file).read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=catalog.schema.json\n")
    schema = json.loads((POLICIES / "catalog.schema.json").read_text(encoding="utf-8"))
    errors = Draft202012Validator(schema).iter_errors(yaml.safe_load(text))
    assert [error.message for error in errors] == []


def test_all_prices_of_the_catalog_are_listed_ones() -> None:
    versions = {price.version for d in CATALOG.deployments for price in d.prices.prices}
    listed = f"{bundled_prices().version}-"
    assert all(version.startswith(listed) for version in versions), versions


@pytest.mark.parametrize("provider", ["openai", "anthropic", "gemini", "mistral"])
def test_one_key_of_a_large_provider_gives_all_tiers(provider: str) -> None:
    tiers = {d.tier for d in CATALOG.of_kind(Kind.CHAT) if d.provider == provider}
    assert tiers == set(Tier)


@pytest.mark.parametrize("deployment", CATALOG.of_kind(Kind.CHAT), ids=lambda d: d.name)
def test_every_chat_deployment_can_use_tools(deployment: Any) -> None:
    assert Capability.TOOLS in deployment.capabilities
    assert deployment.prices.prices[0].output_usd_per_mtok > 0


@pytest.mark.parametrize(
    "name",
    [
        *("gpt-3.5-turbo", "gpt-4", "gpt-4o", "gpt-4o-mini", "gpt-4.1-nano", "gpt-5", "gpt-5-mini"),
        *("o1", "o3-mini", "o4-mini", "chatgpt-4o-latest", "openai/gpt-4o", "claude-sonnet-4-5"),
        *("claude-3-5-haiku-latest", "gemini-2.5-flash", "gemini-2.5-pro", "mistral-large-latest"),
        *("deepseek-chat", "grok-3", "command-r-plus", "llama-3.3-70b"),
    ],
)
def test_well_known_names_let_the_policy_choose(name: str) -> None:
    assert CATALOG.resolve(name) == Ask()


@pytest.mark.parametrize("name", ["text-embedding-3-small", "text-embedding-ada-002", "embed-v4.0"])
def test_the_name_of_an_embedding_never_means_another_model(name: str) -> None:
    assert not any(
        name.startswith(alias.rstrip("*")) and target != name
        for alias, target in CATALOG.aliases.items()
    )


def test_the_simulated_catalog_has_every_tier_and_every_capability() -> None:
    chats = SIMULATED.of_kind(Kind.CHAT)
    assert {d.tier for d in chats} == set(Tier)
    assert all(d.capabilities == frozenset(Capability) for d in chats)
    assert len(SIMULATED.of_kind(Kind.EMBEDDING)) == 1


def test_the_simulated_catalog_has_work_for_a_region() -> None:
    regions = {d.tier: d.region for d in SIMULATED.of_kind(Kind.CHAT)}
    assert regions == {Tier.ECONOMY: "us", Tier.STANDARD: "eu", Tier.PREMIUM: "eu"}


def test_the_catalog_claims_no_region_that_a_provider_does_not_promise() -> None:
    assert {d.region for d in CATALOG.deployments} == {None}


def test_the_examples_of_regional_deployments_can_be_uncommented(tmp_path: Path) -> None:
    lines = (POLICIES / "catalog.yaml").read_text(encoding="utf-8").splitlines()
    examples = [line.replace("# ", "", 1) for line in lines if line.startswith("  # - {name:")]
    file = tmp_path / "catalog.yaml"
    file.write_text("\n".join([*lines, *examples]) + "\n", encoding="utf-8")
    added = [one for one in load_catalog(file).deployments if one.region is not None]
    assert [(one.tier, one.region) for one in added] == [(tier, "eu") for tier in Tier]
    for one in added:
        (told,), (listed,) = one.prices.prices, _same_model(one).prices.prices
        assert told.input_usd_per_mtok == listed.input_usd_per_mtok * Decimal("1.1")
        assert told.output_usd_per_mtok == listed.output_usd_per_mtok * Decimal("1.1")


def _same_model(regional: Deployment) -> Deployment:
    (found,) = [one for one in CATALOG.deployments if one.model == regional.model]
    return found
