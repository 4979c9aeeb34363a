from pathlib import Path

import numpy as np
import pytest

from classifier.artifact import load, load_pipelines
from classifier.datasets.load import load_all
from classifier.features.reading import Reader
from classifier.heads import HEADS, Heads
from classifier.prediction import SHIPPED
from classifier.prompt import Prompt
from tests.classifier import tiny

ODD = ("", "!!!", "\x00\ud800", "¿qué?", "数学", "x" * 50_000)


def _assert_equal(folder: Path, prompts: list[Prompt]) -> None:
    artifact = load(folder)
    readings = Reader(artifact.tokenizer, artifact.encoder).read_all(prompts)
    heads = Heads(artifact.tables)
    for head, pipeline in load_pipelines(folder).items():
        known = pipeline["head"].classes_.tolist()
        order = [known.index(str(label)) for label in HEADS[head]]
        expected = pipeline.predict_proba(readings)[:, order]
        found = [
            heads.probabilities(reading, small_row=heads.small_row(reading))[head]
            for reading in readings
        ]
        assert np.abs(np.array(found) - expected).max() < 1e-5


def test_the_tables_equal_the_scikit_learn_pipelines(tiny_artifact: Path) -> None:
    prompts = [labelled.prompt for labelled in tiny.labelled_prompts()]
    _assert_equal(tiny_artifact, prompts + [Prompt.from_text(text) for text in ODD])


def test_the_shipped_tables_equal_the_shipped_pipelines() -> None:
    prompts = [labelled.prompt for labelled in load_all()[::10]]
    _assert_equal(SHIPPED, prompts + [Prompt.from_text(text) for text in ODD])


def test_contributions_and_bias_add_up_to_the_logits(tiny_artifact: Path) -> None:
    artifact = load(tiny_artifact)
    heads = Heads(artifact.tables)
    reading = tiny.reader().read(tiny.labelled_prompts()[7].prompt)
    found = heads.probabilities(reading, small_row=heads.small_row(reading))
    bias = artifact.tables.bias[: len(HEADS["priority"])]
    logits = bias + sum(heads.contributions(reading)["priority"].values())
    powers = np.exp(logits - logits.max())
    assert powers / powers.sum() == pytest.approx(found["priority"], abs=1e-5)
