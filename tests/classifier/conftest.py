"""The artifacts that several tests share."""

from pathlib import Path

import pytest

from classifier.prediction import Classifier
from tests.classifier import tiny


@pytest.fixture(scope="session")
def tiny_artifact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an artifact that was trained a moment ago. Do not change it: copy it."""
    folder = tmp_path_factory.mktemp("artifact")
    tiny.train_into(folder)
    return folder


@pytest.fixture(scope="session")
def shipped() -> Classifier:
    """The classifier that is served by default."""
    return Classifier.load()
