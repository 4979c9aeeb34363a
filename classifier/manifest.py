"""What does an artifact say about itself, and is that still true?"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final, Self

__all__ = ["FORMAT", "MANIFEST_FILE", "ArtifactError", "Manifest", "sha256_of"]

FORMAT: Final = 2
MANIFEST_FILE: Final = "manifest.json"
_REMEDY = "Restore the artifact, or train a new one with `tierwise train`"


class ArtifactError(Exception):
    """An artifact cannot be used. One sentence says which file, what is wrong, and what to do."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}. {_REMEDY}")
        self.file = file


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts about one trained artifact."""

    format: int
    name: str
    version: str
    created_at: str
    files: Mapping[str, str]
    libraries: Mapping[str, str]
    labels: Mapping[str, list[str]]
    feature_names: list[str]
    encoder: Mapping[str, str | int]
    data: Mapping[str, str | int | list[str]]
    settings: Mapping[str, float | int]
    temperatures: Mapping[str, float]
    min_confidence: Mapping[str, float]
    max_unfamiliar: float
    metrics: Mapping[str, float]

    @property
    def label(self) -> str:
        """Name, version and the beginning of the digest: what a decision records."""
        return f"{self.name}-{self.version}+{self.digest[:8]}"

    @property
    def digest(self) -> str:
        """The hash of everything but the time of making, so that equal training agrees."""
        facts = {key: value for key, value in asdict(self).items() if key != "created_at"}
        canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def write(self, folder: Path) -> None:
        """Write the manifest with its digest."""
        text = json.dumps(asdict(self) | {"digest": self.digest}, indent=2)
        (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest and check that it is whole and of a format that we know."""
        path = folder / MANIFEST_FILE
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ArtifactError(path, "the file is missing") from error
        except (OSError, ValueError) as error:
            raise ArtifactError(path, f"the file cannot be read as JSON ({error})") from error
        if not isinstance(facts, dict):
            raise ArtifactError(path, "the file does not hold one JSON object")
        if facts.get("format") != FORMAT:
            found = facts.get("format")
            raise ArtifactError(path, f"format {found!r} where this release reads {FORMAT}")
        digest = facts.pop("digest", None)
        expected = {field.name for field in fields(cls)}
        if set(facts) != expected:
            named = ", ".join(sorted(expected ^ set(facts)))
            raise ArtifactError(path, f"these fields are missing or unknown: {named}")
        manifest = cls(**facts)
        if manifest.digest != digest:
            raise ArtifactError(path, "the contents do not match the digest")
        return manifest

    def check_files(self, folder: Path) -> None:
        """Refuse a folder whose files are not those that were written."""
        for name in self.files:
            self.check_file(folder, name)

    def check_file(self, folder: Path, name: str) -> None:
        """Refuse one of the files that is missing or not as it was written."""
        path = folder / name
        if not path.is_file():
            raise ArtifactError(path, "the file is missing")
        if sha256_of(path) != self.files[name]:
            raise ArtifactError(path, "the contents do not match the manifest's sha256")


def sha256_of(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
