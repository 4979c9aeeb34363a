"""Tests of `router.bootstrap.written`."""

from pathlib import Path

import pytest

from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from router.bootstrap.written import rulebook_as_written
from router.core.errors import ConfigurationError
from router.settings import Settings

POLICIES = Path(__file__).resolve().parents[2] / "policies"


def test_all_deployments_are_there_though_no_provider_has_a_key() -> None:
    settings = Settings.load(
        {}, policy=POLICIES / "default.yaml", catalog=POLICIES / "catalog.yaml"
    )

    book = rulebook_as_written(settings)

    assert (book.policy, book.policy_version) == load_policy(settings.policy)
    catalog = load_catalog(settings.catalog)
    assert book.catalog.deployments == catalog.deployments
    assert book.catalog_version == catalog.version


def test_a_mistake_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("version: 1\nname: x\nrulez: []\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match="rulez"):
        rulebook_as_written(Settings.load({}, policy=broken, catalog=POLICIES / "simulated.yaml"))
