import numpy as np
import pytest

from classifier.training.fit import (
    Settings,
    fit_heads,
    held_out_logits,
    read_corpus,
    temperature_of,
)
from tests.classifier import tiny

SETTINGS = Settings(copies=1, max_iterations=40)
CORPUS = read_corpus(tiny.labelled_prompts(), tiny.reader(), settings=SETTINGS)


def test_heads_learn_what_the_words_say() -> None:
    pipelines = fit_heads(CORPUS, settings=SETTINGS)
    right = pipelines["complexity"].predict(CORPUS.readings) == CORPUS.labels("complexity")
    assert right.mean() > 0.95


def test_held_out_logits_cover_every_prompt() -> None:
    logits = held_out_logits(CORPUS, settings=SETTINGS)
    assert logits["priority"].shape == (len(CORPUS.prompts), 3)
    assert np.abs(logits["priority"]).max(axis=1).min() > 0


def test_a_subset_keeps_the_copies_of_its_own_prompts() -> None:
    part = CORPUS.subset([5, 9])
    assert [position for position, _ in part.copies] == [0, 1]
    assert part.prompts[1] is CORPUS.prompts[9]


@pytest.mark.parametrize("scale", [0.25, 1.0, 4.0])
def test_the_temperature_undoes_a_scaling_of_the_logits(scale: float) -> None:
    generator = np.random.default_rng(0)
    logits = generator.normal(size=(4_000, 3)) * 2
    truth = (logits + generator.gumbel(size=logits.shape)).argmax(axis=1)
    assert temperature_of(logits * scale, truth=truth) == pytest.approx(scale, rel=0.1)
