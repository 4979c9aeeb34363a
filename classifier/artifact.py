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

from classifier.encoder import Encoder, SentenceTransformerEncoder, StaticEncoder
from classifier.features import GROUPS
from classifier.features.tokens import BLOCKS, TokenIndex
from classifier.heads import HEADS, HeadTables
from classifier.manifest import MANIFEST_FILE, ArtifactError, Manifest, sha256_of
from classifier.wordpiece import WordPiece

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

__all__ = [
    "ENCODER_FILE",
    "VOCABULARY_FILE",
    "Artifact",
    "ArtifactError",
    "Manifest",
    "expected_feature_names",
    "expected_labels",
    "load",
    "load_encoder",
    "load_pipelines",
    "load_static_encoder",
    "save_encoder",
    "save_heads",
]

VOCABULARY_FILE: Final = "vocab.txt"
ENCODER_FILE: Final = "encoder.npz"
TABLES_FILE: Final = "heads.npz"
PIPELINES_FILE: Final = "heads.skops"
_TABLE_NAMES = ("bias", "vectors", "small", "small_mean", "tokens")

_Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Artifact:
    """Everything that serving needs."""

    manifest: Manifest
    tokenizer: WordPiece
    encoder: Encoder
    tables: HeadTables
    index: TokenIndex


def expected_labels() -> dict[str, list[str]]:
    """The labels that this release knows, as a manifest records them."""
    return {head: [str(label) for label in labels] for head, labels in HEADS.items()}


def expected_feature_names() -> list[str]:
    """The small features and token blocks of this release, as a manifest records them."""
    return [*chain.from_iterable(group.feature_names for group in GROUPS), *BLOCKS]


def load(folder: Path) -> Artifact:
    """Read and check an artifact; whatever is wrong with it raises `ArtifactError`."""
    manifest = Manifest.read(folder)
    manifest.check_files(folder)
    if manifest.labels != expected_labels():
        raise ArtifactError(folder / MANIFEST_FILE, "the labels differ from this release's")
    if manifest.feature_names != expected_feature_names():
        raise ArtifactError(folder / MANIFEST_FILE, "the features differ from this release's")
    names = (*_TABLE_NAMES, "columns", "idf", "token_weights")
    arrays = _read_arrays(folder / TABLES_FILE, names=names)
    encoder = load_encoder(manifest, folder)
    if isinstance(encoder, StaticEncoder):
        encoder = encoder.weighted(arrays["token_weights"].astype(np.float32))
    return Artifact(
        manifest=manifest,
        tokenizer=WordPiece.from_file(folder / VOCABULARY_FILE),
        encoder=encoder,
        tables=HeadTables(**{name: arrays[name].astype(np.float32) for name in _TABLE_NAMES}),
        index=TokenIndex(
            columns=arrays["columns"].astype(np.int32), idf=arrays["idf"].astype(np.float32)
        ),
    )


def load_encoder(manifest: Manifest, folder: Path) -> Encoder:
    """The encoder that the heads were trained on."""
    name = str(manifest.encoder["name"])
    if manifest.encoder["kind"] != "static":
        return SentenceTransformerEncoder(name)
    return load_static_encoder(folder / ENCODER_FILE, name=name)


def load_static_encoder(path: Path, *, name: str) -> StaticEncoder:
    """A static encoder from its int8 rows."""
    arrays = _read_arrays(path, names=("rows", "scales"))
    rows, scales = arrays["rows"].astype(np.int8), arrays["scales"].astype(np.float32)
    return StaticEncoder.from_int8(name, rows, scales=scales)


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


def save_encoder(folder: Path, encoder: StaticEncoder) -> None:
    """Write the rows of a static encoder."""
    rows, scales = encoder.to_int8()
    np.savez(folder / ENCODER_FILE, rows=rows, scales=scales)


def save_heads(
    folder: Path,
    pipelines: Mapping[str, "Pipeline"],
    *,
    token_weights: NDArray[np.float32],
) -> dict[str, str]:
    """Write the heads in both forms; return the hash of every file of the artifact."""
    import skops.io

    from classifier.pipeline import export

    tables, index = export(pipelines)

    skops.io.dump(
        dict(pipelines), folder / PIPELINES_FILE, compression=zipfile.ZIP_DEFLATED, compresslevel=9
    )
    np.savez_compressed(
        folder / TABLES_FILE,
        columns=index.columns,
        idf=index.idf,
        token_weights=token_weights,
        **{name: getattr(tables, name) for name in _TABLE_NAMES},
    )
    names = (VOCABULARY_FILE, ENCODER_FILE, TABLES_FILE, PIPELINES_FILE)
    return {name: sha256_of(folder / name) for name in names if (folder / name).is_file()}


def _read_arrays(path: Path, *, names: tuple[str, ...]) -> _Arrays:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in names}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ArtifactError(path, f"the arrays cannot be read ({error})") from error
