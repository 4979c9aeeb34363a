"""Artifacts to compare, and a file of prompts to compare them on."""

import json
from pathlib import Path

import pytest

from classifier.prediction import SHIPPED
from tests.classifier import tiny, versions


@pytest.fixture(scope="session")
def tiny_artifact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An artifact of another training. Do not change it: copy it."""
    folder = tmp_path_factory.mktemp("artifact")
    tiny.train_into(folder)
    return folder


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The shipped artifact under another version."""
    return versions.variant(SHIPPED, tmp_path / "newer", version="9.9")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Where the registry is."""
    return tmp_path / "models"


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Prompts that the tiny artifact was trained on, so that it is better there."""
    file = tmp_path / "labelled.jsonl"
    rows = [
        {
            "id": one.id,
            "language": one.language,
            "messages": [{"role": "user", "content": one.prompt.turns[0].text}],
            **{head: str(label) for head, label in one.labels.items()},
        }
        for one in tiny.labelled_prompts()
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file
