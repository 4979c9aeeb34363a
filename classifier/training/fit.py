"""How are the heads fitted and calibrated?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from classifier.datasets.schema import LabelledPrompt
from classifier.datasets.split import by_author
from classifier.encoder import Encoder
from classifier.features.reading import Reader, Reading
from classifier.heads import HEADS
from classifier.pipeline import build_features
from classifier.scale import HERE, Workers
from classifier.training.augment import variants

__all__ = [
    "Corpus",
    "HeldOut",
    "Settings",
    "fit_heads",
    "held_out_logits",
    "judged_authors",
    "read_corpus",
    "temperature_of",
]

Floats = NDArray[np.float64]


def _no_progress(_: str) -> None:
    """For callers who do not watch."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen about a training run."""

    seed: int = 7
    copies: int = 2
    copy_weight: float = 0.6
    max_iterations: int = 300
    inverse_penalty: Mapping[str, float] = field(
        default_factory=lambda: {"priority": 0.003, "complexity": 0.003, "task": 0.01}
    )
    block_weights: Mapping[str, float] = field(
        default_factory=lambda: {"embedding": 1.0, "small": 0.1}
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


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Prompts, and for each head their logits, shape (prompts, labels), by heads without them."""

    corpus: Corpus
    logits: Mapping[str, Floats]


def read_corpus(prompts: Sequence[LabelledPrompt], reader: Reader, *, settings: Settings) -> Corpus:
    """Read every prompt and its decorated copies once."""
    texts = [prompt.prompt for prompt in prompts]
    copies = variants(texts, copies=settings.copies, seed=settings.seed)
    return Corpus(
        prompts=prompts,
        readings=reader.read_all(prompt.prompt for prompt in prompts),
        copies=[(position, reader.read(prompt)) for position, prompt in copies],
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """All that a head is fitted on; what a worker is sent once."""

    matrix: NDArray[np.float32]
    labels: Mapping[str, NDArray[np.str_]]
    weights: Floats
    settings: Settings


def fit_heads(
    corpus: Corpus,
    *,
    settings: Settings,
    workers: Workers = HERE,
    on_step: Callable[[str], None] = _no_progress,
) -> dict[str, Pipeline]:
    """One pipeline for each head; they share one fitted feature union. Not yet calibrated."""
    features = build_features(settings.block_weights)
    readings = [*corpus.readings, *(reading for _, reading in corpus.copies)]
    features.fit(readings)
    origin = [*range(len(corpus.prompts)), *(position for position, _ in corpus.copies)]
    weights = np.ones(len(readings))
    weights[len(corpus.prompts) :] = settings.copy_weight
    rows = _Rows(
        matrix=features.transform(readings).astype(np.float32),
        labels={head: corpus.labels(head)[origin] for head in HEADS},
        weights=weights,
        settings=settings,
    )
    pipelines: dict[str, Pipeline] = {}
    fitted = workers.map(_fitted, list(HEADS), prepare=partial(_itself, rows))
    for head, regression in zip(HEADS, fitted, strict=True):
        pipelines[head] = Pipeline([("features", features), ("head", regression)])
        on_step(head)
    return pipelines


def _itself(rows: _Rows) -> _Rows:
    return rows


def _fitted(rows: _Rows, head: str) -> LogisticRegression:
    settings = rows.settings
    regression = LogisticRegression(
        C=settings.inverse_penalty[head],
        max_iter=settings.max_iterations,
        random_state=settings.seed,
    )
    return regression.fit(rows.matrix, rows.labels[head], sample_weight=rows.weights)


def judged_authors(prompts: Sequence[LabelledPrompt], encoder: Encoder) -> frozenset[str]:
    """Whose prompts can tell how sure the heads may be: those that the encoder never saw."""
    return frozenset(prompt.author for prompt in prompts) - getattr(encoder, "authors", frozenset())


def held_out_logits(
    corpus: Corpus,
    *,
    judged: Collection[str],
    settings: Settings,
    workers: Workers = HERE,
    on_step: Callable[[str], None] = _no_progress,
) -> HeldOut:
    """The logits of the prompts of the `judged` authors, by heads that saw nothing of theirs."""
    positions: list[int] = []
    parts: dict[str, list[Floats]] = {head: [] for head in HEADS}
    for train, test in by_author(corpus.prompts):
        if corpus.prompts[test[0]].author not in judged:
            continue
        left = corpus.subset(train)
        pipelines = fit_heads(left, settings=settings, workers=workers, on_step=on_step)
        readings = [corpus.readings[position] for position in test]
        positions += test
        for head, pipeline in pipelines.items():
            known = pipeline["head"].classes_.tolist()
            columns = [known.index(str(label)) for label in HEADS[head]]
            parts[head].append(pipeline.decision_function(readings)[:, columns])
    logits = {head: np.concatenate(rows) for head, rows in parts.items()}
    return HeldOut(corpus.subset(positions), logits)


def temperature_of(logits: Floats, *, truth: NDArray[np.intp]) -> float:
    """The divisor of the logits under which the truth is most likely."""

    def loss(log_temperature: float) -> float:
        log_probabilities = log_softmax(logits / np.exp(log_temperature), axis=1)
        return -float(log_probabilities[np.arange(len(truth)), truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))
