"""Which artifacts are there, and which of them is in force?

A registry is a folder: one folder for each artifact that was added, and a journal of choices.
The artifact that Tierwise ships is always its first entry. Writers hold a lock; readers need none,
because an artifact appears by one rename and a choice by one line.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.artifact import load
from classifier.journal import SHIPPED_NAME, Choice, Journal, RegistryError, Standing, Step
from classifier.manifest import MANIFEST_FILE, ArtifactError, Manifest
from classifier.prediction import SHIPPED

__all__ = ["Entry", "Registry", "RegistryError"]

JOURNAL_FILE: Final = "journal.jsonl"
_LOCK_FILE = ".lock"
_PAGES = ("MODEL_CARD.md", "REPORT.md")
_PART = ".adding-"


@dataclass(frozen=True, slots=True)
class Entry:
    """One artifact of a registry. `name` is what the journal calls it."""

    name: str
    folder: Path
    manifest: Manifest

    @property
    def card(self) -> str:
        """The model card; raises `RegistryError` where there is none."""
        path = self.folder / _PAGES[0]
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise RegistryError(f"{path} cannot be read: {error.strerror}.") from error


class Registry:
    """The artifacts below one folder, which is made when the first thing is written."""

    def __init__(self, folder: Path, *, shipped: Path = SHIPPED) -> None:
        self.folder = folder
        self.journal = Journal(folder / JOURNAL_FILE)
        self._shipped = shipped

    def entries(self) -> list[Entry]:
        """The shipped artifact, then what was added and can be read, oldest first."""
        found = [entry for path in self._folders() if isinstance(entry := _read(path), Entry)]
        found.sort(key=lambda entry: (entry.manifest.created_at, entry.name))
        return [Entry(SHIPPED_NAME, self._shipped, Manifest.read(self._shipped)), *found]

    def problems(self) -> list[str]:
        """What is wrong with the artifacts whose manifests cannot be read."""
        found = [_read(path) for path in self._folders()]
        return [str(problem) for problem in found if isinstance(problem, ArtifactError)]

    def standing(self) -> Standing:
        """Which artifact is in force, and which shadows it."""
        return self.journal.standing()

    def folder_of(self, name: str) -> Path:
        """The folder of an artifact by its name in the journal, whether it is there or not."""
        return self._shipped if name == SHIPPED_NAME else self.folder / name

    def find(self, version: str) -> Entry:
        """The artifact that is called so: `shipped`, a label, its beginning, or a version.

        Raises:
            RegistryError: none is, or more than one.
        """
        entries = self.entries()
        for is_meant in (
            lambda e: version == e.name,
            lambda e: version in (e.manifest.label, e.manifest.version),
            lambda e: e.manifest.label.startswith(version) or e.manifest.digest.startswith(version),
        ):
            found = [entry for entry in entries if version and is_meant(entry)]
            if len(found) == 1:
                return found[0]
            if found:
                raise RegistryError(
                    f"{version!r} may be any of {_listed(found)}. Write more of the label."
                )
        raise RegistryError(f"There is no artifact {version!r}. There are {_listed(entries)}.")

    def add(self, source: Path) -> Entry:
        """Check an artifact and copy it; one that is there already stays as it is.

        Raises:
            ArtifactError: it is damaged or of another release.
        """
        manifest = load(source).manifest
        names = [MANIFEST_FILE, *manifest.files, *(p for p in _PAGES if (source / p).is_file())]
        for name in (manifest.label, *names):
            if Path(name).name != name or name.startswith("."):
                raise ArtifactError(source / MANIFEST_FILE, f"{name!r} is no name of a file")
        place = self.folder / manifest.label
        with self._locked():
            if not place.exists():
                self._copy(source, place, names=names)
        load(place)  # what was there before may have been damaged since
        return Entry(place.name, place, manifest)

    def promote(self, entry: Entry, *, at: str, who: str, why: str = "") -> Choice:
        """Put an artifact in force, if it can be loaded; raises `ArtifactError` where not."""
        load(entry.folder)
        with self._locked():
            return self._choose(Step.PROMOTE, entry.name, at=at, who=who, why=why)

    def rollback(self, *, at: str, who: str, why: str = "") -> Choice:
        """Return to what was in force before.

        Raises:
            RegistryError: nothing was promoted.
            ArtifactError: what was in force before cannot be loaded any more.
        """
        with self._locked():
            kept = self.standing().in_force
            if len(kept) == 1:
                raise RegistryError("The shipped artifact is in force: nothing was promoted yet.")
            load(self.folder_of(kept[-2]))
            return self._choose(Step.ROLLBACK, kept[-2], at=at, who=who, why=why)

    def shadow(self, entry: Entry | None, *, share: float, at: str, who: str) -> Choice:
        """Have an artifact judge a share of the traffic beside the one in force; None ends it."""
        if entry is not None:
            load(entry.folder)
        with self._locked():
            standing = self.standing()
            name = entry.name if entry is not None else None
            if name == standing.current:
                raise RegistryError(f"{standing.current} is in force: it cannot shadow itself.")
            choice = Choice(
                step=Step.SHADOW,
                at=at,
                who=who,
                before=standing.shadow,
                after=name,
                share=share if name else 0.0,
            )
            self.journal.add(choice)
            return choice

    def _choose(self, step: Step, name: str, *, at: str, who: str, why: str) -> Choice:
        before = self.standing().current
        if name == before and step is Step.PROMOTE:
            raise RegistryError(f"{name} is in force already.")
        choice = Choice(step=step, at=at, who=who, before=before, after=name, why=why)
        self.journal.add(choice)
        return choice

    def _folders(self) -> list[Path]:
        try:
            return sorted(p.parent for p in self.folder.glob(f"[!.]*/{MANIFEST_FILE}"))
        except OSError as error:
            raise RegistryError(f"{self.folder} cannot be read: {error.strerror}.") from error

    def _copy(self, source: Path, place: Path, *, names: list[str]) -> None:
        """All of it under its name, or nothing."""
        for left_by_a_crash in self.folder.glob(f"{_PART}*"):
            shutil.rmtree(left_by_a_crash)
        part = Path(tempfile.mkdtemp(prefix=_PART, dir=self.folder))
        try:
            for name in names:
                shutil.copyfile(source / name, part / name)
                _sync(part / name)
            Manifest.read(part).check_files(part)
            part.rename(place)
        finally:
            shutil.rmtree(part, ignore_errors=True)  # it is not there where it was renamed

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time, in this process and others; a crash gives the lock back."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / _LOCK_FILE).open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
                _sync(self.folder)
        except OSError as error:
            raise RegistryError(
                f"{error.filename or self.folder} cannot be written: {error.strerror}."
            ) from error


def _read(folder: Path) -> Entry | ArtifactError:
    try:
        return Entry(folder.name, folder, Manifest.read(folder))
    except ArtifactError as error:
        return error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _listed(entries: list[Entry]) -> str:
    return ", ".join(
        f"{entry.manifest.label} (shipped)" if entry.name == SHIPPED_NAME else entry.name
        for entry in entries
    )
