"""What did prompts and predictions look like when an artifact was trained? No text is kept.

Beside an artifact stand `snapshot.json`, with histograms that a person can read, and
`snapshot.npz`, with a sample of rows of the named features for a two-sample test. Predictions are
those for held-out prompts: on prompts that it has seen, a classifier is too sure of itself.
"""

import json
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.features import GROUPS
from classifier.features.reading import Reading
from classifier.heads import HEADS
from classifier.manifest import ArtifactError, Manifest, sha256_of

__all__ = ["SAMPLE_FILE", "SNAPSHOT_FILE", "Histogram", "Observed", "Snapshot", "observe"]

SNAPSHOT_FILE: Final = "snapshot.json"
SAMPLE_FILE: Final = "snapshot.npz"
FORMAT: Final = 1
SAMPLED_ROWS: Final = 1_000
BINS: Final = 10

Rows = NDArray[np.float32]
Numbers = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many values lie up to each edge; the last count is of those beyond all edges."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, values: Numbers) -> Self:
        """Bins that hold about equally many; a value that most share has a bin to itself."""
        stored = np.asarray(values, np.float32)
        inner = np.quantile(stored, np.arange(1, BINS) / BINS, method="lower")
        edges = tuple(np.unique(inner).tolist())
        return cls(edges, _counts(edges, stored))

    def count(self, values: Numbers) -> NDArray[np.int64]:
        """How many of other values lie in each of these bins."""
        return np.array(_counts(self.edges, values), np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What was measured and predicted of some prompts, one row a prompt."""

    names: tuple[str, ...]
    rows: Rows
    labels: Mapping[str, Sequence[str]]
    confidence: Mapping[str, Numbers]
    abstained: Mapping[str, float]
    """For each reason to abstain, the share of prompts."""

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The distribution that later prompts are compared with."""

    prompts: int
    features: Mapping[str, Histogram]
    labels: Mapping[str, Mapping[str, int]]
    confidence: Mapping[str, Histogram]
    abstained: Mapping[str, float]
    names: tuple[str, ...]
    sample: Rows

    @classmethod
    def of(cls, observed: Observed, *, seed: int = 0) -> Self:
        """The snapshot of some prompts; the same seed samples the same rows."""
        columns = zip(observed.names, observed.rows.T, strict=True)
        size = min(SAMPLED_ROWS, len(observed))
        random = np.random.default_rng(seed)
        chosen = np.sort(random.choice(len(observed), size, replace=False))
        return cls(
            prompts=len(observed),
            features={name: Histogram.of(column) for name, column in columns},
            labels={head: dict(Counter(found)) for head, found in observed.labels.items()},
            confidence={head: Histogram.of(sure) for head, sure in observed.confidence.items()},
            abstained=observed.abstained,
            names=observed.names,
            sample=observed.rows[chosen],
        )

    def save(self, folder: Path) -> dict[str, str]:
        """Write both files; return their hashes, for the manifest."""
        facts = {
            "format": FORMAT,
            "prompts": self.prompts,
            "features": _plain(self.features),
            "labels": {head: dict(sorted(found.items())) for head, found in self.labels.items()},
            "confidence": _plain(self.confidence),
            "abstained": dict(self.abstained),
        }
        text = json.dumps(facts, separators=(",", ":")).replace('},"', '},\n"')
        (folder / SNAPSHOT_FILE).write_text(text + "\n", encoding="utf-8")
        np.savez_compressed(folder / SAMPLE_FILE, names=np.array(self.names), rows=self.sample)
        return {name: sha256_of(folder / name) for name in (SNAPSHOT_FILE, SAMPLE_FILE)}

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The snapshot of an artifact; whatever is wrong with it raises `ArtifactError`."""
        manifest = Manifest.read(folder)
        manifest.check_files(folder)
        path = folder / SNAPSHOT_FILE
        if not {SNAPSHOT_FILE, SAMPLE_FILE} <= set(manifest.files):
            raise ArtifactError(path, "this artifact was trained without a snapshot")
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            if facts["format"] != FORMAT:
                problem = f"format {facts['format']!r} where this release reads {FORMAT}"
                raise ArtifactError(path, problem)
            with np.load(folder / SAMPLE_FILE, allow_pickle=False) as file:
                names, sample = tuple(file["names"].tolist()), file["rows"].astype(np.float32)
            return cls(
                prompts=facts["prompts"],
                features=_histograms(facts["features"]),
                labels=facts["labels"],
                confidence=_histograms(facts["confidence"]),
                abstained=facts["abstained"],
                names=names,
                sample=sample,
            )
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise ArtifactError(path, f"the snapshot cannot be read ({error})") from error


def observe(
    readings: Sequence[Reading],
    logits: Mapping[str, Numbers],
    *,
    temperatures: Mapping[str, float],
    min_confidence: Mapping[str, float],
    unfamiliar: float,
) -> Observed:
    """What training saw: readings, what held-out heads say of them, and how often they abstain."""
    names = tuple(chain.from_iterable(group.feature_names for group in GROUPS))
    rows = [[value for group in GROUPS for value in group.row(one)] for one in readings]
    sure = {head: _confidence(found / temperatures[head]) for head, found in logits.items()}
    unsure = np.zeros(len(readings), bool)
    for head, least in min_confidence.items():
        unsure |= sure[head] < least
    empty = sum(reading.is_empty for reading in readings) / max(1, len(readings))
    return Observed(
        names=names,
        rows=np.array(rows, np.float32).reshape(len(readings), len(names)),
        labels={
            head: [str(list(HEADS[head])[position]) for position in found.argmax(axis=1)]
            for head, found in logits.items()
        },
        confidence=sure,
        abstained={
            "nothing_to_read": empty,
            "unfamiliar": unfamiliar,
            "unsure": float(unsure.mean()) if len(unsure) else 0.0,
        },
    )


def _confidence(logits: Numbers) -> Numbers:
    """The probability of the most probable label."""
    highest = logits.max(axis=1, keepdims=True)
    return np.asarray(1 / np.exp(logits - highest).sum(axis=1), np.float64)


def _counts(edges: Sequence[float], values: Numbers) -> tuple[int, ...]:
    # Compared as stored, so that a value equal to an edge stays on its side of it.
    stored = np.asarray(values, np.float32).astype(np.float64)
    bins = np.searchsorted(np.asarray(edges, np.float64), stored, side="left")
    return tuple(np.bincount(bins, minlength=len(edges) + 1).tolist())


def _plain(histograms: Mapping[str, Histogram]) -> dict[str, dict[str, list[float] | list[int]]]:
    return {
        name: {"edges": list(one.edges), "counts": list(one.counts)}
        for name, one in histograms.items()
    }


def _histograms(facts: Mapping[str, Mapping[str, list[float]]]) -> dict[str, Histogram]:
    return {
        name: Histogram(tuple(one["edges"]), tuple(map(int, one["counts"])))
        for name, one in facts.items()
    }
