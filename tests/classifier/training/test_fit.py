import numpy as np
import pytest

from classifier.encoder import StaticEncoder
from classifier.heads import HEADS
from classifier.scale import LocalProcesses
from classifier.training.fit import (
    fit_heads,
    held_out_logits,
    judged_authors,
    read_corpus,
    temperature_of,
)
from tests.classifier import tiny

SETTINGS = tiny.SETTINGS
CORPUS = read_corpus(tiny.labelled_prompts(), tiny.reader(), settings=SETTINGS)


def test_heads_learn_what_the_words_say() -> None:
    pipelines = fit_heads(CORPUS, settings=SETTINGS)
    right = pipelines["complexity"].predict(CORPUS.readings) == CORPUS.labels("complexity")
    assert right.mean() > 0.9


def test_worker_processes_fit_the_same_heads() -> None:
    here = fit_heads(CORPUS, settings=SETTINGS)
    there = fit_heads(CORPUS, settings=SETTINGS, workers=LocalProcesses(2))
    for head in HEADS:
        assert np.array_equal(here[head]["head"].coef_, there[head]["head"].coef_)


def test_only_authors_that_the_encoder_never_saw_can_judge() -> None:
    assert judged_authors(CORPUS.prompts, tiny.encoder()) == {"y", "z"}
    assert judged_authors(CORPUS.prompts, StaticEncoder("s", np.zeros((9, 2), np.float32))) == {
        "x",
        "y",
        "z",
    }


def test_held_out_logits_are_of_every_prompt_of_the_judged_authors() -> None:
    found = held_out_logits(CORPUS, judged={"y", "z"}, settings=SETTINGS)

    judged = [prompt for prompt in CORPUS.prompts if prompt.author != "x"]
    assert {prompt.id for prompt in found.corpus.prompts} == {prompt.id for prompt in judged}
    for head, labels in HEADS.items():
        assert found.logits[head].shape == (len(judged), len(labels))


def test_heads_that_judge_an_author_saw_nothing_of_theirs() -> None:
    steps: list[str] = []
    found = held_out_logits(CORPUS, judged={"z"}, settings=SETTINGS, on_step=steps.append)

    guesses = found.logits["priority"].argmax(axis=1)
    names = [str(label) for label in HEADS["priority"]]
    others = CORPUS.subset([i for i, one in enumerate(CORPUS.prompts) if one.author != "z"])
    expected = fit_heads(others, settings=SETTINGS)["priority"]
    assert steps == list(HEADS)
    assert [names[guess] for guess in guesses] == expected.predict(found.corpus.readings).tolist()


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
