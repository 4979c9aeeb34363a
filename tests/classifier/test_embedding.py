"""Do vectors and features come out by id, the same whoever reads, and without any text?"""

from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from classifier.artifact import load
from classifier.embedding import CHUNK_PROMPTS, Embeddings, UnknownFormatError, embed
from classifier.features.reading import VIEWS, Reader
from classifier.parcel import Parcel
from classifier.scale import LocalProcesses
from tests.classifier import tiny

PROMPTS = [labelled.prompt for labelled in tiny.labelled_prompts()]
IDS = [f"p{number}" for number in range(len(PROMPTS))]


@pytest.fixture(scope="module")
def found(tiny_artifact: Path) -> Embeddings:
    return embed(Parcel.of(tiny_artifact), PROMPTS)


def test_vectors_are_those_that_the_classifier_reads(
    found: Embeddings, tiny_artifact: Path
) -> None:
    artifact = load(tiny_artifact)
    reading = Reader(artifact.tokenizer, artifact.encoder).read(PROMPTS[-1])

    assert np.array_equal(found.vectors[-1], reading.vectors)
    assert found.small.shape == (len(PROMPTS), len(found.small_names))
    assert found.artifact == artifact.manifest.label


def test_processes_find_the_same_to_the_last_bit(found: Embeddings, tiny_artifact: Path) -> None:
    heard: list[int] = []

    there = embed(
        Parcel.of(tiny_artifact), PROMPTS, workers=LocalProcesses(2), on_prompts=heard.append
    )

    assert np.array_equal(there.vectors, found.vectors)
    assert np.array_equal(there.small, found.small)
    assert heard == [CHUNK_PROMPTS, CHUNK_PROMPTS, len(PROMPTS) - 2 * CHUNK_PROMPTS]


def test_parquet_has_a_column_a_view_and_a_feature(found: Embeddings, tmp_path: Path) -> None:
    path = tmp_path / "vectors.parquet"
    found.write(path, IDS)

    table = pyarrow.parquet.read_table(path)
    assert table.schema.names == ["id", *VIEWS, *found.small_names]
    assert table["id"].to_pylist() == IDS
    assert np.array_equal(table["last"].to_pylist()[3], found.vectors[3, VIEWS.index("last")])
    assert table.schema.metadata[b"artifact"].decode() == found.artifact


def test_an_archive_holds_the_same(found: Embeddings, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    found.write(path, IDS)

    with np.load(path, allow_pickle=False) as file:
        assert file["ids"].tolist() == IDS
        assert np.array_equal(file["vectors"], found.vectors)
        assert file["small_names"].tolist() == list(found.small_names)


def test_no_word_of_a_prompt_is_written(found: Embeddings, tmp_path: Path) -> None:
    for name in ("vectors.npz", "vectors.parquet"):
        found.write(tmp_path / name, IDS)
        assert b"customers" not in (tmp_path / name).read_bytes()


def test_another_ending_is_refused(found: Embeddings, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"neither \.parquet nor \.npz"):
        found.write(tmp_path / "vectors.csv", IDS)
