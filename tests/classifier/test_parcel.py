"""Does an artifact arrive whole, and is a damaged one refused where it arrives?"""

import pickle
from pathlib import Path

import pytest

from classifier.manifest import ArtifactError
from classifier.parcel import Parcel
from classifier.prediction import Classifier
from tests.classifier import tiny

PROMPT = tiny.labelled_prompts()[0].prompt


def test_what_arrives_predicts_as_what_was_sent(tiny_artifact: Path) -> None:
    arrived = pickle.loads(pickle.dumps(Parcel.of(tiny_artifact)))  # noqa: S301 - our own bytes

    assert arrived.classifier().predict(PROMPT) == Classifier.load(tiny_artifact).predict(PROMPT)


def test_a_damaged_parcel_is_refused(tiny_artifact: Path) -> None:
    files = dict(Parcel.of(tiny_artifact).files)
    files["heads.npz"] = files["heads.npz"][:-1]

    with pytest.raises(ArtifactError, match="do not match the manifest's sha256"):
        Parcel(files).classifier()


def test_a_folder_without_an_artifact_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"manifest\.json: the file is missing"):
        Parcel.of(tmp_path / "none")
