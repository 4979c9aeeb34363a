"""How does an artifact come out of labelled prompts, step by step?"""

import hashlib
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.pipeline import Pipeline

from classifier.artifact import expected_feature_names, expected_labels, save_heads
from classifier.datasets.schema import LabelledPrompt
from classifier.datasets.split import by_author
from classifier.encoder import Encoder, StaticEncoder
from classifier.evaluation.metrics import calibration_error, macro_f1
from classifier.features.reading import Reader
from classifier.features.tokens import TokenIndex, content_weights
from classifier.heads import HEADS
from classifier.manifest import FORMAT, Manifest
from classifier.training.distill import ENCODER_NAME, MODEL_SOURCE
from classifier.training.fit import (
    Corpus,
    Floats,
    Settings,
    fit_heads,
    held_out_logits,
    read_corpus,
    temperature_of,
)
from classifier.wordpiece import WordPiece

__all__ = ["Calibration", "calibrate", "data_hash", "make_artifact"]

ARTIFACT_NAME = "tierwise"
# The share of held-out prompts that each of the two routing heads may be too unsure about.
ABSTAINED_SHARE = 0.03
# Beyond this quantile of held-out prompts, a text is taken to be outside the trained range.
FAMILIAR_QUANTILE = 0.998


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the held-out authors teach about confidence, and how well the heads did on them."""

    temperatures: Mapping[str, float]
    min_confidence: Mapping[str, float]
    max_unfamiliar: float
    metrics: Mapping[str, float]


def make_artifact(
    prompts: Sequence[LabelledPrompt],
    folder: Path,
    *,
    reader: Reader,
    settings: Settings,
    release: str,
    on_step: Callable[[str], None],
) -> Manifest:
    """Fit, calibrate, export and write everything but the encoder, which is there already."""
    token_weights = _token_weights(prompts, reader, settings=settings)
    if isinstance(reader.encoder, StaticEncoder):
        reader = Reader(reader.tokenizer, reader.encoder.weighted(token_weights))
    corpus = read_corpus(prompts, reader, settings=settings)
    logits = held_out_logits(corpus, settings=settings, on_step=on_step)
    calibration = calibrate(corpus, logits, settings=settings)
    pipelines = fit_heads(corpus, settings=settings, on_step=on_step)
    for head, pipeline in pipelines.items():
        _divide(pipeline, calibration.temperatures[head])
    files = save_heads(folder, pipelines, token_weights=token_weights)
    manifest = _describe(prompts, reader.encoder, settings=settings, calibration=calibration)
    manifest = replace(manifest, version=release, files=files)
    manifest.write(folder)
    return manifest


def _describe(
    prompts: Sequence[LabelledPrompt],
    encoder: Encoder,
    *,
    settings: Settings,
    calibration: Calibration,
) -> Manifest:
    """The manifest, but for the version and the files."""
    return Manifest(
        format=FORMAT,
        name=ARTIFACT_NAME,
        version="",
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        files={},
        libraries=_libraries(),
        labels=expected_labels(),
        feature_names=expected_feature_names(),
        encoder=_facts_of(encoder),
        data={
            "sha256": data_hash(prompts),
            "prompts": len(prompts),
            "authors": sorted({prompt.author for prompt in prompts}),
        },
        settings=_flat(asdict(settings)),
        temperatures=calibration.temperatures,
        min_confidence=calibration.min_confidence,
        max_unfamiliar=calibration.max_unfamiliar,
        metrics=calibration.metrics,
    )


def calibrate(corpus: Corpus, logits: Mapping[str, Floats], *, settings: Settings) -> Calibration:
    """Temperatures and thresholds from the logits of held-out authors."""
    temperatures: dict[str, float] = {}
    confidences: dict[str, float] = {}
    metrics: dict[str, float] = {}
    for head, labels in HEADS.items():
        names = [str(label) for label in labels]
        truth = corpus.labels(head).tolist()
        positions = np.array([names.index(label) for label in truth])
        temperatures[head] = round(temperature_of(logits[head], truth=positions), 4)
        probabilities = softmax(logits[head] / temperatures[head], axis=1)
        guesses = probabilities.argmax(axis=1)
        metrics[f"held_out_{head}_macro_f1"] = macro_f1(truth, [names[g] for g in guesses])
        metrics[f"held_out_{head}_ece"] = calibration_error(
            probabilities, is_right=(guesses == positions).tolist()
        )
        if head != "task":
            least = np.quantile(probabilities.max(axis=1), ABSTAINED_SHARE)
            confidences[head] = round(float(least), 4)
    return Calibration(
        temperatures=temperatures,
        min_confidence=confidences,
        max_unfamiliar=_max_unfamiliar(corpus, settings=settings),
        metrics={name: round(value, 4) for name, value in metrics.items()},
    )


def data_hash(prompts: Sequence[LabelledPrompt]) -> str:
    """A hash of everything that training reads of the prompts."""
    digest = hashlib.sha256()
    for prompt in prompts:
        digest.update(repr(prompt).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def save_vocabulary(path: Path, tokenizer: WordPiece) -> None:
    """Write the tokens, one a line."""
    path.write_text("\n".join(tokenizer.vocabulary) + "\n", encoding="utf-8")


def _token_weights(
    prompts: Sequence[LabelledPrompt], reader: Reader, *, settings: Settings
) -> NDArray[np.float32]:
    """How much each token of the vocabulary is content. No label is looked at."""
    corpus = read_corpus(prompts, reader, settings=settings)
    copies = [reading for _, reading in corpus.copies]
    words = content_weights(corpus.readings, decorated=copies)[0]
    return np.asarray(words[: len(reader.tokenizer.vocabulary)], np.float32)


def _max_unfamiliar(corpus: Corpus, *, settings: Settings) -> float:
    shares: list[float] = []
    for train, test in by_author(corpus.prompts):
        known = [corpus.readings[position] for position in train]
        index = TokenIndex.learn(known, min_prompts=settings.min_prompts)
        shares += [index.unfamiliar_share(corpus.readings[position]) for position in test]
    return round(float(np.quantile(shares, FAMILIAR_QUANTILE)), 4)


def _divide(pipeline: Pipeline, temperature: float) -> None:
    """Temperature scaling of a linear model is a division of its coefficients."""
    pipeline["head"].coef_ /= temperature
    pipeline["head"].intercept_ /= temperature


def _facts_of(encoder: Encoder) -> dict[str, str | int]:
    is_static = isinstance(encoder, StaticEncoder)
    return {
        "kind": "static" if is_static else "sentence_transformers",
        "name": encoder.name,
        "source": MODEL_SOURCE if encoder.name == ENCODER_NAME else encoder.name,
        "dimensions": encoder.dimensions,
    }


def _libraries() -> dict[str, str]:
    names = ("scikit-learn", "numpy", "skops")
    return {name: version(name) for name in names} | {"python": platform.python_version()}


def _flat(settings: Mapping[str, object]) -> dict[str, float | int]:
    flat: dict[str, float | int] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{key}": part for key, part in value.items()}
        elif isinstance(value, int | float):
            flat[name] = value
    return flat
