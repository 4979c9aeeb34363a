"""Tests of `classifier.mapped`."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from classifier.mapped import mapped

ROWS = np.arange(-60, 60, dtype=np.int8).reshape(20, 6)


@pytest.mark.parametrize("rows", [ROWS, np.asfortranarray(ROWS)], ids=["by row", "by column"])
def test_a_mapped_array_is_the_one_that_was_written(tmp_path: Path, rows: np.ndarray) -> None:
    np.savez(tmp_path / "a.npz", before=np.arange(7), rows=rows, after=np.arange(9))

    found = mapped(tmp_path / "a.npz", "rows")

    assert isinstance(found, np.memmap)
    np.testing.assert_array_equal(found, ROWS)


def test_a_mapped_array_cannot_be_written_to(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", rows=ROWS)

    with pytest.raises(ValueError, match="read-only"):
        mapped(tmp_path / "a.npz", "rows")[0] = 1


def test_a_compressed_array_is_read(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", rows=ROWS)

    np.testing.assert_array_equal(mapped(tmp_path / "a.npz", "rows"), ROWS)


def test_an_array_that_is_not_there_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", rows=ROWS)

    with pytest.raises(KeyError, match="columns"):
        mapped(tmp_path / "a.npz", "columns")


def test_what_is_no_archive_or_no_array_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"rows")
    with zipfile.ZipFile(tmp_path / "b.npz", "w") as archive:
        archive.writestr("rows.npy", b"rows are not here")

    with pytest.raises(zipfile.BadZipFile):
        mapped(tmp_path / "a.npz", "rows")
    with pytest.raises(ValueError, match="magic"):
        mapped(tmp_path / "b.npz", "rows")
