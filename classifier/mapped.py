"""How is an array of an archive read without a copy, shared by all processes that serve?

The table of the encoder's rows is 16 MB, of which a service reads some hundred kilobytes. In an
archive that is not compressed it lies as it is used, so the system maps it: only the pages that are
read take memory, once for all workers, and they can be let go of. The file must not be written to
while it is mapped; an artifact never is: another version is another folder.
"""

import mmap
import zipfile
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["let_go", "mapped"]

# The part of a zip archive's local header that has a fixed size; two lengths stand at its end.
_HEADER_BYTES: Final = 30
_LENGTHS_AT: Final = 26


def mapped(path: Path, name: str) -> NDArray[np.generic]:
    """An array of an `.npz` file, read-only; read into memory where it is compressed.

    Raises:
        OSError: there is no such file.
        KeyError: there is no such array.
        ValueError: what is there is no array.
        zipfile.BadZipFile: the file is no archive.
    """
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo(f"{name}.npy")
    if entry.compress_type != zipfile.ZIP_STORED:
        with np.load(path, allow_pickle=False) as file:
            found: NDArray[np.generic] = file[name]
            return found
    with path.open("rb") as raw:
        raw.seek(entry.header_offset + _LENGTHS_AT)
        lengths = np.frombuffer(raw.read(_HEADER_BYTES - _LENGTHS_AT), "<u2")
        raw.seek(int(lengths.sum()), 1)
        if np.lib.format.read_magic(raw) != (1, 0):
            raise ValueError(f"{name} is written in a form that is not known")
        shape, is_by_column, dtype = np.lib.format.read_array_header_1_0(raw)
        return np.memmap(
            raw,
            dtype=dtype,
            mode="r",
            offset=raw.tell(),
            shape=shape,
            order="F" if is_by_column else "C",
        )


def let_go(array: NDArray[np.generic]) -> None:
    """Let the memory go that the read pages of a mapped array take; another array keeps its own.

    They stay in the system's cache of files, so that reading them again costs little.
    """
    owner: object = array
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        owner.madvise(mmap.MADV_DONTNEED)
