"""How is a trained classifier kept, and how is a damaged one refused?

An artifact is a folder. Serving reads the tables of `heads.npz`; `heads.skops` holds the
scikit-learn pipelines that they were exported from, for whoever inspects, compares or retrains.
Nothing is ever unpickled.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from classifier.distilled import DistilledEncoder, DistilledWeights
from classifier.encoder import Encoder, SentenceTransformerEncoder, StaticEncoder
from classifier.familiarity import Familiarity
from classifier.features import GROUPS
from classifier.heads import HEADS, HeadTables
from classifier.manifest import MANIFEST_FILE, ArtifactError, Manifest, sha256_of
from classifier.mapped import mapped
from classifier.onnx_encoder import DESCRIPTION_FILE, NETWORK_FILE, TOKENIZER_FILE, OnnxEncoder
from classifier.pieces import PIECES_FILE, Pieces
from classifier.steady import steady

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

__all__ = [
    "DISTILLED",
    "ENCODER_FILE",
    "ONNX_FILES",
    "ONNX_PREFIX",
    "STATIC",
    "Artifact",
    "ArtifactError",
    "Manifest",
    "expected_feature_names",
    "expected_labels",
    "load",
    "load_distilled",
    "load_encoder",
    "load_pieces",
    "load_pipelines",
    "save_encoder",
    "save_heads",
]

ENCODER_FILE: Final = "encoder.npz"
TABLES_FILE: Final = "heads.npz"
PIPELINES_FILE: Final = "heads.skops"
# The encoders that an artifact carries within itself; any other name is a model to be loaded.
DISTILLED: Final = "distilled"
STATIC: Final = "static"
# An artifact that was trained on `onnx:FOLDER` holds a copy of that folder's files.
ONNX_PREFIX: Final = "onnx:"
ONNX_FILES: Final = (NETWORK_FILE, TOKENIZER_FILE, DESCRIPTION_FILE)
_TABLE_NAMES = ("bias", "vectors", "small", "small_mean")

_Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Artifact:
    """Everything that serving needs."""

    manifest: Manifest
    tokenizer: Pieces
    encoder: Encoder
    tables: HeadTables
    familiarity: Familiarity


def expected_labels() -> dict[str, list[str]]:
    """The labels that this release knows, as a manifest records them."""
    return {head: [str(label) for label in labels] for head, labels in HEADS.items()}


def expected_feature_names() -> list[str]:
    """The small features of this release, as a manifest records them."""
    return list(chain.from_iterable(group.feature_names for group in GROUPS))


def load(folder: Path) -> Artifact:
    """Read and check an artifact; whatever is wrong with it raises `ArtifactError`."""
    manifest = Manifest.read(folder)
    manifest.check_files(folder)
    if manifest.labels != expected_labels():
        raise ArtifactError(folder / MANIFEST_FILE, "the labels differ from this release's")
    if manifest.feature_names != expected_feature_names():
        raise ArtifactError(folder / MANIFEST_FILE, "the features differ from this release's")
    arrays = _read_arrays(folder / TABLES_FILE, names=(*_TABLE_NAMES, "known_pieces"))
    return Artifact(
        manifest=manifest,
        tokenizer=load_pieces(folder),
        encoder=load_encoder(str(manifest.encoder["name"]), folder),
        tables=HeadTables(**{name: arrays[name].astype(np.float32) for name in _TABLE_NAMES}),
        familiarity=Familiarity(arrays["known_pieces"].astype(np.bool_)),
    )


def load_pieces(folder: Path) -> Pieces:
    """The tokenizer of an artifact."""
    path = folder / PIECES_FILE
    try:
        return Pieces.from_file(path)
    except (OSError, ValueError) as error:
        raise ArtifactError(path, f"the tokenizer cannot be read ({error})") from error


def load_encoder(name: str, folder: Path) -> Encoder:
    """The encoder of this name: one that the folder carries, or a model from elsewhere."""
    if name == DISTILLED:
        return load_distilled(folder)
    if name == STATIC:
        weights = load_distilled(folder).weights
        return StaticEncoder(STATIC, weights.rows * weights.scales[:, np.newaxis])
    if name.startswith(ONNX_PREFIX):
        return OnnxEncoder(folder)
    return SentenceTransformerEncoder(name)


def load_distilled(folder: Path) -> DistilledEncoder:
    """The encoder that the folder carries."""
    path = folder / ENCODER_FILE
    names = DistilledWeights.names()
    layers = [name for name in names if name != "rows"]
    arrays = _read_arrays(path, names=(*layers, "authors"), map_name="rows")
    weights = {name: arrays[name].astype(np.float32) for name in layers}
    return DistilledEncoder(
        DISTILLED,
        DistilledWeights(rows=arrays["rows"].astype(np.int8, copy=False), **weights),
        authors=frozenset(map(str, arrays["authors"].tolist())),
    )


def load_pipelines(folder: Path) -> dict[str, "Pipeline"]:
    """The scikit-learn pipelines; only scikit-learn's types and our own are let in."""
    import sklearn
    import skops.io

    from classifier.pipeline import TRUSTED_TYPES

    manifest = Manifest.read(folder)
    manifest.check_files(folder)
    path = folder / PIPELINES_FILE
    trained_with = manifest.libraries["scikit-learn"]
    if trained_with.split(".")[:2] != sklearn.__version__.split(".")[:2]:
        problem = f"trained with scikit-learn {trained_with}, {sklearn.__version__} is installed"
        raise ArtifactError(path, problem)
    unknown = set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED_TYPES)
    if unknown:
        raise ArtifactError(path, f"it holds types that are not trusted: {sorted(unknown)}")
    pipelines = skops.io.load(path, trusted=list(TRUSTED_TYPES))
    return {head: pipelines[head] for head in HEADS}


def save_encoder(folder: Path, encoder: DistilledEncoder) -> None:
    """Write the arrays of the distilled encoder, and whose prompts it was trained on."""
    weights = {name: getattr(encoder.weights, name) for name in DistilledWeights.names()}
    # Beside and then in place: a service may have mapped the file that stands there.
    beside = folder / f"new-{ENCODER_FILE}"
    np.savez(beside, authors=np.array(sorted(encoder.authors)), **weights)
    beside.replace(folder / ENCODER_FILE)


def save_heads(
    folder: Path, pipelines: Mapping[str, "Pipeline"], *, familiarity: Familiarity
) -> dict[str, str]:
    """Write the heads in both forms; return the hash of every file of the artifact."""
    import skops.io

    from classifier.pipeline import export

    tables = export(pipelines)
    (folder / PIPELINES_FILE).write_bytes(steady(skops.io.dumps(dict(pipelines))))
    np.savez_compressed(
        folder / TABLES_FILE,
        known_pieces=familiarity.known,
        **{name: getattr(tables, name) for name in _TABLE_NAMES},
    )
    names = (PIECES_FILE, ENCODER_FILE, *ONNX_FILES, TABLES_FILE, PIPELINES_FILE)
    return {name: sha256_of(folder / name) for name in names if (folder / name).is_file()}


def _read_arrays(path: Path, *, names: tuple[str, ...], map_name: str | None = None) -> _Arrays:
    """Read arrays of an archive; the one named `map_name` is mapped, not read."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in names}
        return arrays if map_name is None else arrays | {map_name: mapped(path, map_name)}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ArtifactError(path, f"the arrays cannot be read ({error})") from error
