"""How is a file of waiting entries written so that neither a crash nor a full disk loses one?

Whoever holds the file's lock owns it. The system frees the lock of a process that dies, however it
dies: then another process may adopt the file.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from router.adapters.storage.spool.record import Waiting, read_line

__all__ = ["SUFFIX", "Segment"]

SUFFIX = ".spool"
_log = logging.getLogger(__name__)


class Segment:
    """One file, whose lock this process holds."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor
        self.size = os.fstat(descriptor).st_size

    @classmethod
    def take(cls, path: Path, *, is_new: bool = False) -> Self | None:
        """Lock a file, or make it; None where another process has it, or it is gone.

        Raises:
            OSError: it cannot be made or opened.
        """
        flags = os.O_RDWR | os.O_APPEND | (os.O_CREAT | os.O_EXCL if is_new else 0)
        try:
            descriptor = os.open(path, flags, 0o600)
        except FileNotFoundError:
            if is_new:  # the folder is gone, and trying again would not bring it back
                raise
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_there = os.fstat(descriptor).st_nlink > 0  # else its owner was done with it just now
        except BlockingIOError:
            is_there = False
        if not is_there:
            os.close(descriptor)
            return None
        if is_new:
            _sync_folder(path.parent)  # else the name may be lost with the power
        return cls(path, descriptor)

    def add(self, lines: bytes) -> None:
        """Write lines to the disk, or nothing.

        Raises:
            OSError: they are not kept, such as where the disk is full.
        """
        try:
            written = 0
            while written < len(lines):
                written += os.write(self._descriptor, lines[written:])
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, self.size)  # a whole line was refused all the same
            raise
        self.size += len(lines)

    def read(self) -> Iterator[Waiting]:
        """All that is whole, in the order in which it was written."""
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                found = read_line(line)
                if found is not None:
                    yield found
                elif line.endswith(b"\n"):
                    self._keep_damaged(number, line)
                else:
                    # It was never promised to anybody: `add` returns once a line is whole.
                    _log.warning("%s: the last line is torn by a crash, and left.", self.path)

    def leave(self) -> None:
        """Let another process adopt it."""
        os.close(self._descriptor)

    def remove(self) -> None:
        """Delete it: all that it held is booked."""
        self.path.unlink(missing_ok=True)
        os.close(self._descriptor)

    def _keep_damaged(self, number: int, line: bytes) -> None:
        aside = self.path.with_suffix(".damaged")
        with aside.open("ab") as file:
            file.write(line)
        _log.error("%s: line %d is damaged. It is kept in %s.", self.path, number, aside)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
