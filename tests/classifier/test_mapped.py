"""Tests of `classifier.mapped`."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from classifier.mapped import let_go, mapped

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


def _resident_kb(path: Path) -> int:
    """How much of a mapped file this process holds in memory."""
    found, kb = False, 0
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split()[0]:
            found = line.endswith(str(path))
        elif found and line.startswith("Rss:"):
            kb += int(line.split()[1])
    return kb


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="Linux tells it by file")
def test_what_was_read_can_be_let_go_of_and_read_again(tmp_path: Path) -> None:
    rows = np.arange(1_000_000, dtype=np.int64).reshape(1_000, 1_000)
    np.savez(tmp_path / "a.npz", rows=rows)
    found = np.asarray(mapped(tmp_path / "a.npz", "rows"))
    assert found.sum() == rows.sum()
    assert _resident_kb(tmp_path / "a.npz") > 7_000

    let_go(found)

    assert _resident_kb(tmp_path / "a.npz") < 100
    np.testing.assert_array_equal(found[::100], rows[::100])


def test_an_array_of_its_own_keeps_what_it_has() -> None:
    rows = ROWS.copy()

    let_go(rows)

    np.testing.assert_array_equal(rows, ROWS)
