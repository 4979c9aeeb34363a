"""Predictions and reports that no classifier was needed for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from classifier.datasets.schema import LabelledPrompt
from classifier.evaluation.predicting import Predicting
from classifier.evaluation.report import Report, evaluate
from classifier.heads import HEADS
from classifier.prediction import Prediction, Probabilities
from classifier.prompt import Prompt
from tests.classifier import tiny

PROMPTS = tiny.labelled_prompts()
NONE: Mapping[str, str] = {}


def said(
    labelled: LabelledPrompt, wrong: Mapping[str, str] = NONE, *, confidence: float = 0.9
) -> Prediction:
    """The truth, but for the heads that are named, each with so much confidence."""
    guesses = {head: wrong.get(head, str(label)) for head, label in labelled.labels.items()}
    probabilities = {}
    for head, labels in HEADS.items():
        rest = (1 - confidence) / (len(labels) - 1)
        probabilities[head] = {str(label): rest for label in labels} | {guesses[head]: confidence}
    return Prediction(
        **{head: HEADS[head](guess) for head, guess in guesses.items()},  # type: ignore[arg-type]
        probabilities=Probabilities(**probabilities),
        abstained_because=None,
        features={},
        version="invented-1",
    )


def oracle(prompts: Sequence[LabelledPrompt], **wrong: str) -> Predicting:
    """Knows the labels of these prompts by their last turn, however it is decorated."""
    known = {one.prompt.turns[-1].text: one for one in prompts}

    def predict(prompt: Prompt) -> Prediction:
        text = prompt.turns[-1].text
        return said(next(one for key, one in known.items() if key in text), wrong)

    return lambda asked: [predict(prompt) for prompt in asked]


def report(**wrong: str) -> Report:
    """Of a classifier that is right but for the heads that are named."""
    marked = replace(PROMPTS[0], id="!<b>&|`1`", traps=("paste",))
    test = [marked, *PROMPTS[1:60]]
    return evaluate(oracle(test, **wrong), test, train=PROMPTS[60:])
