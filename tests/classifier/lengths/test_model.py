"""Are lengths predicted sanely, kept exactly, and refused where the file is wrong?"""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifier.lengths.model import LENGTHS_FILE, MOST_TOKENS, QUANTILES, Lengths
from classifier.lengths.row import ROW_NAMES
from classifier.manifest import ArtifactError, Manifest
from classifier.prediction import Classifier
from classifier.prompt import Prompt

NOTHING = np.zeros((len(QUANTILES), len(ROW_NAMES)))
PLAIN = Lengths(intercepts=np.log([100.0, 400.0]), weights=NOTHING)


def test_the_table_is_a_product_and_nothing_more(shipped: Classifier) -> None:
    weights = NOTHING.copy()
    weights[:, ROW_NAMES.index("asks_for_words")] = np.log(0.5)
    lengths = replace(PLAIN, weights=weights)
    asked, open_ended = map(Prompt.from_text, ("Explain it in 20 words", "Explain it"))

    assert lengths.predict(open_ended, shipped.predict(open_ended)).p50 == 100
    found = lengths.predict(asked, shipped.predict(asked))
    assert (found.p50, found.p95) == (50, 200)


@pytest.mark.parametrize("logarithm", [-50.0, 0.0, 50.0, 1e9])
def test_lengths_are_bounded_and_in_order(logarithm: float) -> None:
    lengths = replace(PLAIN, intercepts=np.array([logarithm, -logarithm]))

    found = lengths.of_row([0.0] * len(ROW_NAMES))

    assert 1 <= found.p50 <= found.p95 <= MOST_TOKENS


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    saved = replace(PLAIN, weights=NOTHING + 0.25)

    hashes = saved.save(tmp_path)
    loaded = Lengths.load(tmp_path / LENGTHS_FILE)

    assert list(hashes) == [LENGTHS_FILE]
    assert (loaded.weights == saved.weights).all()
    assert (loaded.intercepts == saved.intercepts).all()


def test_an_artifact_without_lengths_predicts_none(tiny_artifact: Path, tmp_path: Path) -> None:
    folder = tmp_path / "artifact"
    shutil.copytree(tiny_artifact, folder)
    (folder / LENGTHS_FILE).unlink(missing_ok=True)
    manifest = Manifest.read(folder)
    files = {name: digest for name, digest in manifest.files.items() if name != LENGTHS_FILE}
    replace(manifest, files=files).write(folder)

    assert Lengths.of_artifact(folder) is None


def test_an_artifact_with_lengths_checks_their_hash(tiny_artifact: Path, tmp_path: Path) -> None:
    folder = tmp_path / "artifact"
    shutil.copytree(tiny_artifact, folder)
    manifest = Manifest.read(folder)
    replace(manifest, files={**manifest.files, **PLAIN.save(folder)}).write(folder)

    assert Lengths.of_artifact(folder) is not None
    replace(PLAIN, weights=NOTHING + 1).save(folder)
    with pytest.raises(ArtifactError, match="sha256"):
        Lengths.of_artifact(folder)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    PLAIN.save(tmp_path)
    path = tmp_path / LENGTHS_FILE
    path.write_bytes(path.read_bytes()[:200])

    with pytest.raises(ArtifactError, match="cannot be read"):
        Lengths.load(path)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"names": np.array(["other"])}, "features differ"),
        ({"format": np.array(99)}, "format 99"),
        ({"weights": NOTHING[:, :3]}, "not whole"),
        ({"intercepts": np.array([np.nan, 1.0])}, "not whole"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    change: dict[str, np.ndarray], match: str, tmp_path: Path
) -> None:
    PLAIN.save(tmp_path)
    path = tmp_path / LENGTHS_FILE
    with np.load(path) as file:
        arrays = dict(file)
    np.savez(path, **{**arrays, **change})

    with pytest.raises(ArtifactError, match=match):
        Lengths.load(path)
