"""How does an artifact reach workers that do not share this disk?"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from classifier.artifact import Artifact, ArtifactError, load
from classifier.manifest import MANIFEST_FILE
from classifier.prediction import Classifier

__all__ = ["Parcel"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files of an artifact, by name. Each worker checks them as if they lay on its disk."""

    files: Mapping[str, bytes]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Pack the folder of an artifact.

        Raises:
            ArtifactError: there is no such artifact.
        """
        if not (folder / MANIFEST_FILE).is_file():
            raise ArtifactError(folder / MANIFEST_FILE, "the file is missing")
        return cls({path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})

    def artifact(self) -> Artifact:
        """Everything that serving needs."""
        with tempfile.TemporaryDirectory(prefix="tierwise-") as name:
            folder = Path(name)
            for file, content in self.files.items():
                (folder / file).write_bytes(content)
            return load(folder)

    def classifier(self) -> Classifier:
        """The artifact, ready to predict."""
        return Classifier(self.artifact())
