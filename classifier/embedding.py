"""What can be kept of prompts by those who keep no text?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from classifier.features import GROUPS
from classifier.features.reading import VIEWS, Reader
from classifier.heads import Heads
from classifier.parcel import Parcel
from classifier.prompt import Prompt
from classifier.scale import HERE, Workers, in_chunks

if TYPE_CHECKING:
    import pyarrow

__all__ = ["CHUNK_PROMPTS", "SUFFIXES", "Embeddings", "UnknownFormatError", "embed"]

SUFFIXES: Final = (".parquet", ".npz")
# Chunks decide nothing but how evenly the work is spread.
CHUNK_PROMPTS: Final = 64

_Floats = NDArray[np.float32]


class UnknownFormatError(ValueError):
    """Vectors were to be written in a format that we do not write; the message says which we do."""


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Of each prompt one vector a view, and the small features."""

    vectors: _Floats
    small: _Floats
    small_names: tuple[str, ...]
    artifact: str

    def write(self, path: Path, ids: Sequence[str]) -> None:
        """Write them as Parquet or as NumPy's archive, by the ending of the name.

        Raises:
            UnknownFormatError: the ending is neither, or Parquet's library is missing.
        """
        if path.suffix == ".npz":
            np.savez_compressed(
                path,
                ids=np.array(ids, dtype=np.str_),
                vectors=self.vectors,
                views=np.array(VIEWS),
                small=self.small,
                small_names=np.array(self.small_names),
                artifact=np.array(self.artifact),
            )
        elif path.suffix == ".parquet":
            _write_parquet(path, self._table(ids))
        else:
            message = f"{path.name} ends in neither {' nor '.join(SUFFIXES)}. Give it one of them."
            raise UnknownFormatError(message)

    def _table(self, ids: Sequence[str]) -> "pyarrow.Table":
        try:
            import pyarrow
        except ImportError as error:
            message = (
                "Parquet files need pyarrow. Install it with: pip install 'tierwise[parquet]', "
                "or write .npz."
            )
            raise UnknownFormatError(message) from error
        size = self.vectors.shape[2]
        columns: dict[str, object] = {"id": pyarrow.array(ids, pyarrow.string())}
        for position, view in enumerate(VIEWS):
            flat = pyarrow.array(self.vectors[:, position].reshape(-1))
            columns[view] = pyarrow.FixedSizeListArray.from_arrays(flat, size)
        columns |= {name: self.small[:, place] for place, name in enumerate(self.small_names)}
        return pyarrow.table(columns).replace_schema_metadata({"artifact": self.artifact})


def embed(
    parcel: Parcel,
    prompts: Sequence[Prompt],
    *,
    workers: Workers = HERE,
    on_prompts: Callable[[int], None] = lambda _: None,
) -> Embeddings:
    """Read every prompt; `on_prompts` hears how many were read since it was last told."""
    vectors: list[_Floats] = []
    small: list[_Floats] = []
    chunks = in_chunks(prompts, CHUNK_PROMPTS)
    for vectors_of, small_of in workers.map(_embedded, chunks, prepare=_Reading(parcel)):
        vectors.append(vectors_of)
        small.append(small_of)
        on_prompts(len(small_of))
    manifest = parcel.artifact().manifest
    return Embeddings(
        vectors=np.concatenate(vectors),
        small=np.concatenate(small),
        small_names=tuple(chain.from_iterable(group.feature_names for group in GROUPS)),
        artifact=manifest.label,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """Makes what reads prompts as the artifact's own classifier does."""

    parcel: Parcel

    def __call__(self) -> Reader:
        artifact = self.parcel.artifact()
        return Reader(artifact.tokenizer, artifact.encoder)


def _embedded(reader: Reader, prompts: Sequence[Prompt]) -> tuple[_Floats, _Floats]:
    readings = reader.read_all(prompts)
    small = np.array([Heads.small_row(reading) for reading in readings], np.float32)
    return np.stack([reading.vectors for reading in readings]), small


def _write_parquet(path: Path, table: "pyarrow.Table") -> None:
    import pyarrow.parquet

    pyarrow.parquet.write_table(table, path)
