"""An environment of which nothing is left behind, and a catalog of one's own."""

from pathlib import Path

import pytest

from tests.bootstrap.starting import NOBODY, OWN


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
