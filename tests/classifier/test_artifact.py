import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifier.artifact import (
    STATIC,
    ArtifactError,
    Manifest,
    load,
    load_distilled,
    load_encoder,
    load_pipelines,
)
from classifier.distilled import DistilledWeights
from classifier.encoder import Passage
from classifier.manifest import sha256_of
from classifier.prediction import Classifier
from tests.classifier import tiny

FILES = (
    "pieces.model",
    "encoder.npz",
    "heads.npz",
    "heads.skops",
    "snapshot.json",
    "snapshot.npz",
)


@pytest.fixture
def folder(tiny_artifact: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_artifact, tmp_path / "copy"))


def _sign(folder: Path, **changes: object) -> None:
    """Write a manifest whose hashes are right, as a newer release would."""
    manifest = Manifest.read(folder)
    files = {name: sha256_of(folder / name) for name in manifest.files}
    replace(manifest, files=files, **changes).write(folder)  # type: ignore[arg-type]


def test_a_loaded_artifact_predicts_the_labels_it_was_trained_on(tiny_artifact: Path) -> None:
    classifier = Classifier.load(tiny_artifact)
    prompts = tiny.labelled_prompts()
    right = sum(classifier.predict(p.prompt).priority == p.priority for p in prompts)
    assert right / len(prompts) > 0.95


@pytest.mark.parametrize("name", FILES)
def test_a_tampered_file_is_refused_by_name(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ArtifactError, match=rf"{name}: the contents do not match"):
        load(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:100])
    with pytest.raises(ArtifactError, match=name):
        load(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ArtifactError, match=rf"{name}: the file is missing"):
        load(folder)


def test_arrays_that_cannot_be_read_are_refused_even_where_the_hash_is_right(folder: Path) -> None:
    (folder / "heads.npz").write_bytes(b"not arrays")
    _sign(folder)
    with pytest.raises(ArtifactError, match=r"heads\.npz: the arrays cannot be read"):
        load(folder)


def test_a_tokenizer_that_cannot_be_read_is_refused_even_where_the_hash_is_right(
    folder: Path,
) -> None:
    (folder / "pieces.model").write_bytes(b"not a tokenizer")
    _sign(folder)
    with pytest.raises(ArtifactError, match=r"pieces\.model: the tokenizer cannot be read"):
        load(folder)


def test_the_encoder_is_read_back_as_it_was_written(tiny_artifact: Path) -> None:
    read, written = load_distilled(tiny_artifact), tiny.encoder()

    assert (read.name, read.dimensions, read.authors) == (
        "distilled",
        tiny.DIMENSIONS,
        written.authors,
    )
    for name in DistilledWeights.names():
        found, expected = getattr(read.weights, name), getattr(written.weights, name)
        assert found.dtype == expected.dtype
        assert np.array_equal(found, expected)


def test_the_static_encoder_is_the_table_of_the_distilled_one(tiny_artifact: Path) -> None:
    static = load_encoder(STATIC, tiny_artifact)

    (vector,) = static.encode([Passage("cats", tiny.tokenizer().ids("cats"))])
    weights = tiny.encoder().weights
    ids = tiny.tokenizer().ids("cats")
    total = (weights.rows[ids] * weights.scales[ids, np.newaxis]).sum(axis=0)
    assert vector == pytest.approx(total / np.linalg.norm(total), abs=1e-6)


def test_labels_of_another_release_are_refused(folder: Path) -> None:
    _sign(folder, labels={"priority": ["low", "high"]})
    with pytest.raises(ArtifactError, match="labels differ"):
        load(folder)


def test_features_of_another_release_are_refused(folder: Path) -> None:
    _sign(folder, feature_names=["height"])
    with pytest.raises(ArtifactError, match="features differ"):
        load(folder)


def test_pipelines_of_another_scikit_learn_are_refused(folder: Path) -> None:
    libraries = dict(Manifest.read(folder).libraries) | {"scikit-learn": "0.1.2"}
    _sign(folder, libraries=libraries)
    with pytest.raises(ArtifactError, match=r"trained with scikit-learn 0\.1\.2"):
        load_pipelines(folder)


def test_pipelines_with_a_foreign_type_are_refused(folder: Path) -> None:
    import skops.io

    skops.io.dump({"priority": subprocess.Popen}, folder / "heads.skops")
    _sign(folder)
    with pytest.raises(ArtifactError, match=r"not trusted.*Popen"):
        load_pipelines(folder)


def test_training_twice_from_the_same_seed_gives_the_same_files(
    tiny_artifact: Path, tmp_path: Path
) -> None:
    again = tiny.train_into(tmp_path)
    first = Manifest.read(tiny_artifact)
    for name in ("heads.npz", "heads.skops", "snapshot.json", "snapshot.npz"):
        assert again.files[name] == first.files[name]
    assert again.metrics == first.metrics


def test_serving_loads_neither_scikit_learn_nor_torch() -> None:
    script = (
        "import sys\n"
        "from classifier.prediction import Classifier\n"
        "Classifier.load()\n"
        "heavy = {'torch', 'sentence_transformers', 'sklearn', 'scipy', 'skops', 'router'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or None)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
