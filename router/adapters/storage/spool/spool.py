"""Which entries wait on this machine for the database, and which files hold them?"""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from router.adapters.storage.spool.record import Waiting, line_of
from router.adapters.storage.spool.segment import SUFFIX, Segment
from router.core.errors import ConfigurationError, LedgerUnavailable

__all__ = ["Spool"]

_MOST_BYTES = 256_000_000


class Spool:
    """A folder. Several processes may share it: each writes files of its own.

    A container of the ids of all entries that this process still has to book.
    """

    def __init__(self, folder: Path, *, most_bytes: int = _MOST_BYTES) -> None:
        """Make the folder where it is not there.

        Raises:
            ConfigurationError: it cannot be made or written.
        """
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._open: Segment | None = None
        self._closed: list[Segment] = []
        self._ids: set[str] = set()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = folder / f".{uuid4().hex}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise ConfigurationError(
                f"{folder}: this folder cannot be written ({error.strerror}). Entries wait in it "
                "while the database is away: mend its permissions, or name another one with "
                "TIERWISE_SPOOL."
            ) from error

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def size_bytes(self) -> int:
        """What the files of this process take."""
        with self._lock:
            return self._size()

    def add(self, waiting: Sequence[Waiting]) -> None:
        """Keep entries; returns once they outlive a crash of this machine.

        Raises:
            LedgerUnavailable: nothing was kept, for the spool or the disk is full.
        """
        lines = b"".join(map(line_of, waiting))
        new = {entry.id for entry, _ in waiting} - self._ids
        with self._lock:
            if self._size() + len(lines) > self._most_bytes:
                raise LedgerUnavailable(
                    f"The spool in {self._folder} is full with {len(self._ids)} entries that wait "
                    "for the database. Bring the database back."
                )
            self._ids |= new  # before: from the first byte on, the entry may be booked
            try:
                self._writable().add(lines)
            except OSError as error:
                self._ids -= new
                self._rotate()  # the file may end in half a line, which nothing must follow
                raise LedgerUnavailable(
                    f"The spool in {self._folder} cannot be written: {error.strerror}. Free some "
                    "space or mend the disk, and bring the database back."
                ) from error

    def files(self) -> Sequence[Segment]:
        """Files to be booked, oldest first: own ones, and those of processes that are gone."""
        with self._lock:
            self._rotate()
            own = {segment.path for segment in self._closed}
            for path in sorted(self._folder.glob(f"*{SUFFIX}")):
                if path not in own and (adopted := Segment.take(path)) is not None:
                    self._closed.append(adopted)
                    self._ids.update(entry.id for entry, _ in adopted.read())
            return tuple(self._closed)

    def booked(self, entry_ids: Sequence[str]) -> None:
        """These wait no longer."""
        self._ids.difference_update(entry_ids)

    def remove(self, segment: Segment) -> None:
        """All that a file held is booked."""
        with self._lock:
            self._closed.remove(segment)
            segment.remove()

    def put_aside(self, waiting: Waiting) -> Path:
        """Keep for a person to look at what no ledger will take; returns where."""
        aside = self._folder / "refused.jsonl"
        with self._lock, aside.open("ab") as file:
            file.write(line_of(waiting))
        return aside

    def close(self) -> None:
        """Leave the files to the next process."""
        with self._lock:
            for segment in self._all():
                segment.leave()
            self._open, self._closed = None, []

    def _writable(self) -> Segment:
        while self._open is None:  # another process may adopt an empty one before it is locked
            path = self._folder / f"{uuid4().hex}{SUFFIX}"
            self._open = Segment.take(path, is_new=True)
        return self._open

    def _rotate(self) -> None:
        if self._open is not None:
            self._closed.append(self._open)
            self._open = None

    def _size(self) -> int:
        return sum(segment.size for segment in self._all())

    def _all(self) -> Iterator[Segment]:
        yield from self._closed
        if self._open is not None:
            yield self._open
