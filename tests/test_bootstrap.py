"""Tests of `router.bootstrap`: which service comes of which settings."""

import asyncio
import gc
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from classifier.prediction import SHIPPED
from router.adapters.files.catalog_file import load_catalog
from router.adapters.providers.discovery import Found
from router.adapters.storage.memory import MemoryLedger
from router.bootstrap import (
    Container,
    assemble,
    find_providers,
    load_classifier,
    open_desk,
    open_registry,
)
from router.core.deployment import Kind
from router.core.errors import ConfigurationError, LedgerUnavailable
from router.core.ledger import Outcome, SpendBy
from router.core.money import ZERO_USD
from router.core.tier import Tier
from router.settings import Settings
from tests.classifier import versions
from tests.factories import NOON, chat_request, decision_record, ledger_entry
from tests.upstream import Upstream

FAR = NOON + timedelta(days=36_500)
NOBODY = {"OLLAMA_HOST": "127.0.0.1:1"}
OLLAMA = Found(provider="ollama", note="runs", models=("qwen3:4b", "house"))
OWN = """
version: 1
deployments:
  - name: house
    model: openai/house-model
    tier: standard
    api_base: {base_url}
    prices: {{input_usd_per_mtok: 1, output_usd_per_mtok: 4}}
    context_window: 8000
    capabilities: []
  - name: keyed
    model: openai_compatible/keyed-model
    tier: premium
    api_base: {base_url}
    api_key_env: HOUSE_LLM_KEY
    prices: {{input_usd_per_mtok: 5, output_usd_per_mtok: 25}}
    context_window: 8000
    capabilities: []
"""


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    """An environment in which everything is written to a temporary folder."""
    database = str(tmp_path / "ledger.db")
    return {**NOBODY, "TIERWISE_DATABASE": database, "TIERWISE_SIMULATED_SPEED": "0"}


@pytest.fixture
def own_catalog(tmp_path: Path) -> Path:
    file = tmp_path / "catalog.yaml"
    file.write_text(OWN.format(base_url="http://127.0.0.1:1/v1"), encoding="utf-8")
    return file


async def assembled(given: dict[str, str], **flags: object) -> Container:
    settings = Settings.load(given, **flags)
    return assemble(settings, await find_providers(settings), is_ephemeral=True)


def has_database(given: dict[str, str]) -> bool:
    return Path(given["TIERWISE_DATABASE"]).exists()


def names(container: Container) -> set[str]:
    return {one.name for one in container.rulebooks.current().catalog.deployments}


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


async def test_ephemeral_stores_leave_no_file(given: dict[str, str]) -> None:
    container = await assembled(given)

    async with container.running():
        await container.complete(chat_request(requested_model="economy"), None)
        assert len(await container.stores.ledger.spend(SpendBy.TEAM, since=NOON, until=FAR)) == 1

    assert isinstance(container.stores.ledger, MemoryLedger)
    assert not has_database(given)


async def test_at_its_end_tasks_connections_and_stores_are_closed(
    given: dict[str, str], tmp_path: Path
) -> None:
    before = asyncio.all_tasks()
    async with Upstream() as upstream:
        catalog = tmp_path / "catalog.yaml"
        catalog.write_text(OWN.format(base_url=upstream.base_url), encoding="utf-8")
        settings = Settings.load(given, catalog=catalog)
        container = assemble(settings, ())

        async with container.running():
            completed = await container.complete(chat_request(requested_model="house"), None)
            assert upstream.open_connections == 1
            (entry,) = await container.stores.ledger.entries(completed.journey.decision_id)

    assert entry.outcome is Outcome.COMPLETED
    with pytest.raises(LedgerUnavailable):
        await container.stores.ledger.append(ledger_entry(), decision_record())
    assert asyncio.all_tasks() == before
    gc.collect()  # an open connection would warn here, and warnings are errors


async def test_it_is_closed_too_where_serving_fails(given: dict[str, str]) -> None:
    container = assemble(Settings.load(given), ())

    with pytest.raises(ZeroDivisionError):
        async with container.running():
            raise ZeroDivisionError

    with pytest.raises(LedgerUnavailable):
        await container.stores.ledger.append(ledger_entry(), decision_record())


async def test_once_it_runs_its_rulebook_can_be_recalled(given: dict[str, str]) -> None:
    container = await assembled(given)
    current = container.rulebooks.current()
    versions = (current.policy_version, current.catalog_version)

    async with container.running():
        found = container.stores.archive.find(
            policy_version=versions[0], catalog_version=versions[1]
        )

    assert found == current


async def test_a_key_from_the_desk_opens_the_service(given: dict[str, str]) -> None:
    settings = Settings.load(given, auth="required")
    desk, container = open_desk(settings), assemble(settings, ())

    key, secret = await desk.issue_key(name="laptop", team="sea")

    assert await container.steps.authenticate(secret) == key
    assert list(await desk.issue_key.all()) == [key]
    await desk.close()
    await container.stores.close()


def test_the_classifier_can_be_had_alone(given: dict[str, str]) -> None:
    in_force, pinned = Settings.load(given), Settings.load(given, classifier=SHIPPED)
    assert load_classifier(in_force).version == load_classifier(pinned).version


async def test_a_promoted_artifact_is_followed_and_a_pinned_one_is_not(
    given: dict[str, str], tmp_path: Path
) -> None:
    followed = await assembled(given)
    pinned = await assembled(given, classifier=SHIPPED)
    registry = open_registry(followed.settings)
    entry = registry.add(versions.variant(SHIPPED, tmp_path / "newer", version="9.9"))
    registry.promote(entry, at="now", who="ada")

    assert followed.classifier.refresh()
    assert not pinned.classifier.refresh()

    assert followed.classifier.version == entry.name
    assert pinned.classifier.version != entry.name


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
