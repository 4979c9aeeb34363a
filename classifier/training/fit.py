"""How are the heads fitted and calibrated?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from classifier.datasets.schema import LabelledPrompt
from classifier.datasets.split import by_author
from classifier.features.reading import Reader, Reading
from classifier.heads import HEADS
from classifier.pipeline import build_features
from classifier.training.augment import variants

__all__ = ["Corpus", "Settings", "fit_heads", "held_out_logits", "read_corpus", "temperature_of"]

Floats = NDArray[np.float64]


def _no_progress(_: str) -> None:
    """For callers who do not watch."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen about a training run."""

    seed: int = 7
    copies: int = 4
    copy_weight: float = 0.6
    min_prompts: int = 3
    max_iterations: int = 200
    inverse_penalty: Mapping[str, float] = field(
        default_factory=lambda: {"priority": 2.0, "complexity": 2.0, "task": 4.0}
    )
    block_weights: Mapping[str, float] = field(
        default_factory=lambda: {"embedding": 1.0, "small": 0.1, "tokens": 1.5}
    )


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labelled prompts with their readings, and the decorated copies of both."""

    prompts: Sequence[LabelledPrompt]
    readings: Sequence[Reading]
    copies: Sequence[tuple[int, Reading]]

    def subset(self, positions: Sequence[int]) -> "Corpus":
        """The prompts at these positions, with their copies."""
        place = {position: index for index, position in enumerate(positions)}
        return Corpus(
            prompts=[self.prompts[position] for position in positions],
            readings=[self.readings[position] for position in positions],
            copies=[(place[of], reading) for of, reading in self.copies if of in place],
        )

    def labels(self, head: str) -> NDArray[np.str_]:
        """The label of each prompt for one head."""
        return np.array([str(prompt.labels[head]) for prompt in self.prompts])


def read_corpus(prompts: Sequence[LabelledPrompt], reader: Reader, *, settings: Settings) -> Corpus:
    """Read every prompt and its decorated copies once."""
    copies = variants(prompts, copies=settings.copies, seed=settings.seed)
    return Corpus(
        prompts=prompts,
        readings=reader.read_all(prompt.prompt for prompt in prompts),
        copies=[(position, reader.read(prompt)) for position, prompt in copies],
    )


def fit_heads(
    corpus: Corpus, *, settings: Settings, on_step: Callable[[str], None] = _no_progress
) -> dict[str, Pipeline]:
    """One pipeline for each head; they share one fitted feature union. Not yet calibrated."""
    features = build_features(settings.block_weights, min_prompts=settings.min_prompts)
    readings = [*corpus.readings, *(reading for _, reading in corpus.copies)]
    features.fit(readings, [index >= len(corpus.prompts) for index in range(len(readings))])
    origin = [*range(len(corpus.prompts)), *(position for position, _ in corpus.copies)]
    weights = np.ones(len(readings))
    weights[len(corpus.prompts) :] = settings.copy_weight
    matrix = features.transform(readings).tocsr().astype(np.float32)
    pipelines: dict[str, Pipeline] = {}
    for head in HEADS:
        regression = LogisticRegression(
            C=settings.inverse_penalty[head],
            max_iter=settings.max_iterations,
            random_state=settings.seed,
        )
        regression.fit(matrix, corpus.labels(head)[origin], sample_weight=weights)
        pipelines[head] = Pipeline([("features", features), ("head", regression)])
        on_step(head)
    return pipelines


def held_out_logits(
    corpus: Corpus, *, settings: Settings, on_step: Callable[[str], None] = _no_progress
) -> dict[str, Floats]:
    """For each prompt, the logits of heads that saw nothing of its author."""
    logits = {head: np.zeros((len(corpus.prompts), len(HEADS[head]))) for head in HEADS}
    for train, test in by_author(corpus.prompts):
        pipelines = fit_heads(corpus.subset(train), settings=settings, on_step=on_step)
        readings = [corpus.readings[position] for position in test]
        for head, pipeline in pipelines.items():
            known = pipeline["head"].classes_.tolist()
            columns = [known.index(str(label)) for label in HEADS[head]]
            logits[head][test] = pipeline.decision_function(readings)[:, columns]
    return logits


def temperature_of(logits: Floats, *, truth: NDArray[np.intp]) -> float:
    """The divisor of the logits under which the truth is most likely."""

    def loss(log_temperature: float) -> float:
        log_probabilities = log_softmax(logits / np.exp(log_temperature), axis=1)
        return -float(log_probabilities[np.arange(len(truth)), truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))
