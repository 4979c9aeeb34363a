"""Tests of `classifier.snapshot`."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifier.artifact import load
from classifier.heads import HEADS
from classifier.manifest import ArtifactError, Manifest, sha256_of
from classifier.prediction import Classifier
from classifier.snapshot import (
    SAMPLE_FILE,
    SAMPLED_ROWS,
    SNAPSHOT_FILE,
    Histogram,
    Snapshot,
    observe,
)
from tests.classifier import tiny
from tests.classifier.drift.traffic import observed


@pytest.fixture
def folder(tiny_artifact: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_artifact, tmp_path / "copy"))


def sign(folder: Path) -> None:
    manifest = Manifest.read(folder)
    files = {name: sha256_of(folder / name) for name in manifest.files}
    replace(manifest, files=files).write(folder)


def test_bins_hold_about_equally_many() -> None:
    histogram = Histogram.of(np.arange(1_000.0))

    assert len(histogram.counts) == 10
    assert sum(histogram.counts) == 1_000
    assert max(histogram.counts) - min(histogram.counts) <= 2


def test_a_value_that_most_share_has_a_bin_to_itself() -> None:
    histogram = Histogram.of(np.array([0.0] * 95 + [1.0, 2.0, 3.0, 4.0, 5.0]))

    assert (histogram.edges, histogram.counts) == ((0.0,), (95, 5))
    assert histogram.count(np.array([0.0, 9.0, 7.0])).tolist() == [1, 2]


def test_values_fall_on_the_side_that_they_fell_on_when_stored() -> None:
    """Facts hold 64 bits and the sample 32: a value must not change its bin by being rounded."""
    values = np.log1p(np.arange(200.0))
    histogram = Histogram.of(values.astype(np.float32))

    assert tuple(histogram.count(values).tolist()) == histogram.counts


def test_training_writes_what_it_saw(tiny_artifact: Path) -> None:
    snapshot = Snapshot.load(tiny_artifact)
    prompts = [one for one in tiny.labelled_prompts() if one.author not in tiny.encoder().authors]
    first = min(prompts, key=lambda prompt: prompt.author)
    predicted = Classifier.load(tiny_artifact).predict(first.prompt)

    assert snapshot.prompts == len(prompts) == sum(snapshot.labels["priority"].values())
    assert set(snapshot.features) == set(snapshot.names) == set(predicted.features)
    assert snapshot.sample[0].tolist() == pytest.approx(list(predicted.features.values()))
    assert set(snapshot.labels) == set(snapshot.confidence) == set(HEADS)
    assert 0 <= sum(snapshot.abstained.values()) < 0.2


def test_a_snapshot_holds_no_text_and_is_small(tiny_artifact: Path) -> None:
    content = b"".join((tiny_artifact / name).read_bytes() for name in (SNAPSHOT_FILE, SAMPLE_FILE))

    assert not [word for word in tiny.STAKES.values() if word.split()[-1].encode() in content]
    assert len(content) < 100_000


def test_the_sample_is_bounded_and_the_same_from_the_same_seed(tmp_path: Path) -> None:
    first, second = (Snapshot.of(observed(5_000, seed=1), seed=4) for _ in range(2))

    assert len(first.sample) == SAMPLED_ROWS
    assert first.save(tmp_path) == second.save(tmp_path)


def test_what_is_saved_is_loaded(tiny_artifact: Path, folder: Path) -> None:
    snapshot = Snapshot.load(tiny_artifact)
    snapshot.save(folder)
    sign(folder)

    again = Snapshot.load(folder)

    assert replace(again, sample=snapshot.sample) == snapshot
    assert np.array_equal(again.sample, snapshot.sample)


def test_confidence_is_that_of_calibrated_held_out_logits() -> None:
    readings = tiny.reader().read_all([p.prompt for p in tiny.labelled_prompts()[:2]])
    logits = {"priority": np.array([[2.0, 0.0, 0.0], [0.0, 0.0, 0.0]])}

    seen = observe(
        readings,
        logits,
        temperatures={"priority": 2.0},
        min_confidence={"priority": 0.5},
        unfamiliar=0.002,
    )

    assert seen.confidence["priority"] == pytest.approx([np.e / (np.e + 2), 1 / 3])
    assert seen.labels["priority"] == ["low", "low"]
    assert seen.abstained == {"nothing_to_read": 0, "unfamiliar": 0.002, "unsure": 0.5}


@pytest.mark.parametrize("name", [SNAPSHOT_FILE, SAMPLE_FILE])
def test_a_tampered_or_truncated_snapshot_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:-30])

    for read in (load, Snapshot.load):
        with pytest.raises(ArtifactError, match=rf"{name}: the contents do not match"):
            read(folder)


@pytest.mark.parametrize("name", [SNAPSHOT_FILE, SAMPLE_FILE])
def test_one_that_cannot_be_read_is_refused_even_where_the_hash_is_right(
    folder: Path, name: str
) -> None:
    (folder / name).write_bytes(b"nonsense")
    sign(folder)

    with pytest.raises(ArtifactError, match="the snapshot cannot be read"):
        Snapshot.load(folder)


def test_one_of_another_format_is_refused_by_its_number(folder: Path) -> None:
    path = folder / SNAPSHOT_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 9}))
    sign(folder)

    with pytest.raises(ArtifactError, match="format 9 where this release reads 1"):
        Snapshot.load(folder)


def test_an_artifact_without_a_snapshot_classifies_and_says_what_it_lacks(folder: Path) -> None:
    manifest = Manifest.read(folder)
    kept = {n: h for n, h in manifest.files.items() if n not in (SNAPSHOT_FILE, SAMPLE_FILE)}
    replace(manifest, files=kept).write(folder)
    for name in (SNAPSHOT_FILE, SAMPLE_FILE):
        (folder / name).unlink()

    load(folder)
    with pytest.raises(ArtifactError, match=r"without a snapshot\. .*tierwise train"):
        Snapshot.load(folder)
