"""Tests of `router.bootstrap.assembly`: which service comes of which settings."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from classifier.prediction import SHIPPED
from router.adapters.files.catalog_file import load_catalog
from router.adapters.providers.discovery import Found
from router.bootstrap import assemble, open_registry
from router.core.deployment import Kind
from router.core.errors import ConfigurationError
from router.core.money import ZERO_USD
from router.core.tier import Tier
from router.settings import Settings
from tests.bootstrap.starting import assembled, has_database, names
from tests.classifier import versions
from tests.factories import NOON

OLLAMA = Found(provider="ollama", note="runs", models=("qwen3:4b", "house"))


async def test_without_any_key_every_answer_is_simulated(given: dict[str, str]) -> None:
    container = await assembled(given)

    deployments = container.rulebooks.current().catalog.deployments
    assert container.found == ()
    assert {one.provider for one in deployments} == {"simulated"}
    assert {one.tier for one in deployments if one.kind is Kind.CHAT} == set(Tier)


@pytest.mark.parametrize("key", ["", "  "])
async def test_a_variable_that_is_empty_holds_no_key(given: dict[str, str], key: str) -> None:
    container = await assembled({**given, "OPENAI_API_KEY": key})

    assert names(container) == names(await assembled(given))


async def test_with_a_key_its_provider_and_no_other_is_called(given: dict[str, str]) -> None:
    settings = Settings.load(given)
    written = load_catalog(settings.catalog).deployments

    container = await assembled({**given, "OPENAI_API_KEY": "sk-planted"})

    assert names(container) == {one.name for one in written if one.provider == "openai"}
    assert len(names(container)) > 3


async def test_a_deployment_with_an_address_of_its_own_needs_no_provider_to_be_found(
    given: dict[str, str], own_catalog: Path
) -> None:
    assert names(await assembled(given, catalog=own_catalog)) == {"house"}


async def test_a_deployment_with_a_key_of_its_own_waits_for_that_key(
    given: dict[str, str], own_catalog: Path
) -> None:
    with_other_key = await assembled({**given, "OPENAI_API_KEY": "k"}, catalog=own_catalog)
    with_its_key = await assembled({**given, "HOUSE_LLM_KEY": "k"}, catalog=own_catalog)

    assert names(with_other_key) == {"house"}
    assert names(with_its_key) == {"house", "keyed"}


def test_models_on_this_machine_are_free_and_economy(given: dict[str, str]) -> None:
    container = assemble(Settings.load(given), (OLLAMA,), is_ephemeral=True)

    deployments = container.rulebooks.current().catalog.deployments
    assert {one.name for one in deployments} == set(OLLAMA.models)
    for one in deployments:
        price = one.prices.at(NOON.date())
        assert (one.provider, one.model, one.tier) == ("ollama", one.name, Tier.ECONOMY)
        assert (price.input_usd_per_mtok, price.output_usd_per_mtok) == (ZERO_USD, ZERO_USD)


def test_what_the_catalog_says_of_a_name_beats_what_was_found(
    given: dict[str, str], own_catalog: Path
) -> None:
    settings = Settings.load(given, catalog=own_catalog)

    catalog = assemble(settings, (OLLAMA,), is_ephemeral=True).rulebooks.current().catalog

    tiers = {one.name: one.tier for one in catalog.deployments}
    assert tiers == {"house": Tier.STANDARD, "qwen3:4b": Tier.ECONOMY}


def _break_policy(folder: Path) -> dict[str, object]:
    file = folder / "policy.yaml"
    file.write_text("version: 1\nname: x\ndefault: {tier: cheap}\n")
    return {"policy": file}


def _break_catalog(folder: Path) -> dict[str, object]:
    file = folder / "broken.yaml"
    file.write_text("version: 1\ndeployments: none\n")
    return {"catalog": file}


def _break_artifact(folder: Path) -> dict[str, object]:
    artifact = folder / "artifact"
    shutil.copytree(SHIPPED, artifact)
    (artifact / "pieces.model").write_text("changed")
    return {"classifier": artifact}


def _lack_policy(folder: Path) -> dict[str, object]:
    return {"policy": folder / "nowhere.yaml"}


@pytest.mark.parametrize("spoil", [_break_policy, _break_catalog, _break_artifact, _lack_policy])
def test_nothing_starts_half_configured(
    spoil: Callable[[Path], dict[str, object]], given: dict[str, str], tmp_path: Path
) -> None:
    flags = spoil(tmp_path)
    (named,) = flags.values()

    with pytest.raises(ConfigurationError) as caught:
        assemble(Settings.load(given, **flags), ())

    assert caught.value.message.startswith(str(named))
    assert not has_database(given)


def test_a_ledger_that_is_none_stops_the_start(given: dict[str, str]) -> None:
    Path(given["TIERWISE_DATABASE"]).write_text("Dear diary")

    with pytest.raises(ConfigurationError) as caught:
        assemble(Settings.load(given), ())

    assert given["TIERWISE_DATABASE"] in caught.value.message


def test_a_promoted_artifact_that_is_damaged_stops_the_start(
    given: dict[str, str], tmp_path: Path
) -> None:
    registry = open_registry(Settings.load(given))
    entry = registry.add(versions.variant(SHIPPED, tmp_path / "newer", version="9.9"))
    registry.promote(entry, at="now", who="ada")
    (entry.folder / "heads.npz").write_bytes(b"x")

    with pytest.raises(ConfigurationError, match=r"heads\.npz: .*tierwise model promote shipped"):
        assemble(Settings.load(given), ())

    assert not has_database(given)
