"""Tests of `router.bootstrap.naming`."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from router.adapters.storage.stores import Stores
from router.bootstrap.naming import rulebooks_by_name
from router.settings import Settings
from tests import factories
from tests.factories import NOON
from tests.services.history import remember

EVER = {"since": NOON, "until": NOON + timedelta(hours=1)}
DEPLOYMENT = """
  - name: {name}
    model: {provider}/{name}
    tier: standard
    context_window: 8_000
    max_output_tokens: 1_000
    prices: {{input_usd_per_mtok: 1, output_usd_per_mtok: 2}}
"""
POLICY = "version: 1\nname: mine\nowner: platform\n"


@pytest_asyncio.fixture
async def stores() -> AsyncIterator[Stores]:
    """A history of deployments of OpenAI only."""
    kept = await remember([factories.facts()], factories.rulebook())
    yield kept
    await kept.close()


def catalog(folder: Path) -> Path:
    file = folder / "catalog.yaml"
    named = {"mine": "openai", "theirs": "groq"}
    text = "".join(DEPLOYMENT.format(name=n, provider=p) for n, p in named.items())
    file.write_text(f"version: 1\ndeployments:{text}", encoding="utf-8")
    return file


async def test_the_policy_of_the_settings_is_meant_where_none_is_named(
    stores: Stores, given: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(POLICY, encoding="utf-8")
    name = rulebooks_by_name(Settings.load({**given, "TIERWISE_POLICY": str(file)}), stores)
    found = name(None, catalog=None, **EVER)
    assert found.policy_version.startswith("mine@")
    assert found.catalog == factories.catalog()


async def test_of_a_catalog_file_what_could_be_called_then_or_now_is_used(
    stores: Stores, given: dict[str, str], tmp_path: Path
) -> None:
    file = str(catalog(tmp_path))
    without = rulebooks_by_name(Settings.load(given), stores)(None, catalog=file, **EVER)
    assert [one.name for one in without.catalog.deployments] == ["mine"]
    settings = Settings.load({**given, "GROQ_API_KEY": "secret"})
    having = rulebooks_by_name(settings, stores)(None, catalog=file, **EVER)
    assert [one.name for one in having.catalog.deployments] == ["mine", "theirs"]
    assert having.catalog_version == having.catalog.version != without.catalog_version
