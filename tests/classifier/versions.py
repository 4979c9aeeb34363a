"""Artifacts that differ from another one in a few facts, for tests that compare or promote."""

import shutil
from dataclasses import replace
from pathlib import Path

from classifier.manifest import Manifest


def variant(source: Path, folder: Path, **changes: object) -> Path:
    """A copy whose manifest says otherwise and is signed."""
    shutil.copytree(source, folder)
    for page in ("MODEL_CARD.md", "REPORT.md"):
        (folder / page).unlink(missing_ok=True)
    replace(Manifest.read(folder), **changes).write(folder)  # type: ignore[arg-type]
    return folder
