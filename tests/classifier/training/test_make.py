from dataclasses import replace
from pathlib import Path

import numpy as np

from classifier.artifact import Manifest
from classifier.heads import HEADS
from classifier.training.fit import HeldOut, Settings, read_corpus
from classifier.training.make import ENCODER_SOURCE, calibrate, data_hash
from tests.classifier import tiny

PROMPTS = tiny.labelled_prompts()


def test_the_manifest_says_what_was_trained_on_what(tiny_artifact: Path) -> None:
    manifest = Manifest.read(tiny_artifact)
    assert manifest.data["prompts"] == len(PROMPTS)
    assert manifest.data["authors"] == ["x", "y", "z"]
    assert set(manifest.temperatures) == set(HEADS)
    assert manifest.encoder == {
        "name": "distilled",
        "source": ENCODER_SOURCE,
        "dimensions": tiny.DIMENSIONS,
    }


def test_the_data_hash_changes_with_one_label() -> None:
    changed = [replace(PROMPTS[0], priority=PROMPTS[-1].priority), *PROMPTS[1:]]
    assert data_hash(changed) != data_hash(PROMPTS)
    assert data_hash(list(PROMPTS)) == data_hash(PROMPTS)


def test_the_threshold_leaves_the_asked_share_below_it() -> None:
    settings = Settings(copies=0)
    corpus = read_corpus(PROMPTS, tiny.reader(), settings=settings)
    generator = np.random.default_rng(0)
    logits = {head: generator.normal(size=(len(PROMPTS), len(HEADS[head]))) for head in HEADS}
    shares = np.linspace(0, 0.5, 1_001).tolist()
    found = calibrate(HeldOut(corpus, logits), unfamiliar=shares)
    assert set(found.min_confidence) == {"priority", "complexity"}
    assert all(1 / 3 < least < 0.6 for least in found.min_confidence.values())
    assert found.max_unfamiliar == 0.499
