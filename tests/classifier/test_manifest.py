import json
from pathlib import Path

import pytest

from classifier.manifest import MANIFEST_FILE, ArtifactError, Manifest


def _edit(folder: Path, **changes: object) -> None:
    path = folder / MANIFEST_FILE
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(facts | changes), encoding="utf-8")


@pytest.fixture
def folder(tiny_artifact: Path, tmp_path: Path) -> Path:
    text = (tiny_artifact / MANIFEST_FILE).read_text(encoding="utf-8")
    (tmp_path / MANIFEST_FILE).write_text(text, encoding="utf-8")
    return tmp_path


def test_what_is_written_is_read_back(folder: Path) -> None:
    manifest = Manifest.read(folder)
    manifest.write(folder)
    assert Manifest.read(folder) == manifest


def test_the_time_of_making_does_not_change_the_digest(folder: Path) -> None:
    before = Manifest.read(folder).digest
    _edit(folder, created_at="another day")
    assert Manifest.read(folder).digest == before


def test_an_edited_threshold_is_refused(folder: Path) -> None:
    _edit(folder, max_unfamiliar=1.0)
    with pytest.raises(ArtifactError, match="do not match the digest"):
        Manifest.read(folder)


def test_another_format_is_refused_by_its_number(folder: Path) -> None:
    _edit(folder, format=99)
    with pytest.raises(ArtifactError, match="format 99 where this release reads 2"):
        Manifest.read(folder)


def test_an_unknown_field_is_named(folder: Path) -> None:
    _edit(folder, surprise=1)
    with pytest.raises(ArtifactError, match="missing or unknown: surprise"):
        Manifest.read(folder)


@pytest.mark.parametrize("text", ["", "{", "[1]", "\ufeff"])
def test_a_damaged_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ArtifactError, match=MANIFEST_FILE):
        Manifest.read(folder)


def test_a_missing_manifest_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"missing.*`tierwise train`"):
        Manifest.read(tmp_path)
