"""Tests of `classifier.registry`."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from classifier.journal import SHIPPED_NAME
from classifier.manifest import ArtifactError, Manifest
from classifier.registry import Registry, RegistryError
from tests.classifier import versions

RACE = """
import sys
from pathlib import Path
from classifier.registry import Registry

registry = Registry(Path(sys.argv[1]), shipped=Path(sys.argv[2]))
for _ in range(10):
    for source in sys.argv[3:]:
        entry = registry.add(Path(source))
        registry.shadow(None, share=0, at="now", who=sys.argv[3])
"""


@pytest.fixture
def registry(tiny_artifact: Path, tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models", shipped=tiny_artifact)


@pytest.fixture
def second(tiny_artifact: Path, tmp_path: Path) -> Path:
    return versions.variant(tiny_artifact, tmp_path / "second", version="0.0.2")


@pytest.fixture
def third(tiny_artifact: Path, tmp_path: Path) -> Path:
    return versions.variant(tiny_artifact, tmp_path / "third", version="0.0.3")


def put_in_force(registry: Registry, folder: Path) -> str:
    entry = registry.add(folder)
    registry.promote(entry, at="now", who="ada")
    return entry.name


def test_the_shipped_artifact_is_the_first_entry_before_anything_is_written(
    registry: Registry, tiny_artifact: Path
) -> None:
    (entry,) = registry.entries()

    assert (entry.name, entry.folder) == (SHIPPED_NAME, tiny_artifact)
    assert registry.standing().current == SHIPPED_NAME
    assert not registry.folder.exists()


def test_what_is_added_is_copied_under_its_label_and_not_in_force(
    registry: Registry, second: Path
) -> None:
    entry = registry.add(second)

    assert entry.name == entry.manifest.label == Manifest.read(second).label
    assert {p.name for p in entry.folder.iterdir()} == {*entry.manifest.files, "manifest.json"}
    assert [one.name for one in registry.entries()] == [SHIPPED_NAME, entry.name]
    assert registry.standing().current == SHIPPED_NAME
    shutil.rmtree(second)
    assert registry.find("0.0.2") == entry


def test_adding_the_same_twice_changes_nothing(registry: Registry, second: Path) -> None:
    assert registry.add(second) == registry.add(second)
    assert len(registry.entries()) == 2


def test_a_card_comes_along_where_there_is_one(registry: Registry, second: Path) -> None:
    (second / "MODEL_CARD.md").write_text("# Card\n")

    assert registry.add(second).card == "# Card\n"
    with pytest.raises(RegistryError, match=r"MODEL_CARD\.md cannot be read"):
        _ = registry.find(SHIPPED_NAME).card


@pytest.mark.parametrize("name", ["pieces.model", "heads.npz", "snapshot.json", "snapshot.npz"])
def test_a_damaged_artifact_is_not_added(registry: Registry, second: Path, name: str) -> None:
    (second / name).write_bytes(b"x")

    with pytest.raises(ArtifactError, match=rf"second/{name}: the contents do not match"):
        registry.add(second)

    assert len(registry.entries()) == 1


@pytest.mark.parametrize("version", ["/../../elsewhere", "../up", "a/b"])
def test_an_artifact_cannot_choose_a_place_outside(
    registry: Registry, second: Path, version: str
) -> None:
    replace(Manifest.read(second), version=version).write(second)

    with pytest.raises(ArtifactError, match="is no name of a file"):
        registry.add(second)


def test_what_a_crash_left_half_copied_is_no_entry_and_is_cleared_away(
    registry: Registry, second: Path, third: Path
) -> None:
    registry.add(second)
    left = registry.folder / ".adding-x"
    shutil.copytree(third, left)
    assert len(registry.entries()) == 2

    registry.add(third)

    assert not left.exists()


def test_an_artifact_is_found_by_label_beginning_version_or_as_shipped(
    registry: Registry, second: Path
) -> None:
    entry = registry.add(second)

    for called in (entry.name, entry.name[:-3], "0.0.2", entry.manifest.digest[:6]):
        assert registry.find(called) == entry
    assert registry.find("shipped").name == SHIPPED_NAME
    assert registry.find("0.0.1").name == SHIPPED_NAME


@pytest.mark.parametrize("called", ["0.9", "", "tierwise-9"])
def test_one_that_is_not_there_is_refused_with_those_that_are(
    registry: Registry, called: str
) -> None:
    with pytest.raises(RegistryError, match=r"There is no artifact .*\(shipped\)"):
        registry.find(called)


def test_a_name_that_fits_several_is_refused(registry: Registry, second: Path) -> None:
    entry = registry.add(second)

    with pytest.raises(RegistryError, match="may be any of") as caught:
        registry.find("tierwise-0")

    assert entry.name in str(caught.value)


def test_promotions_and_rollbacks_walk_there_and_back(
    registry: Registry, second: Path, third: Path
) -> None:
    first, last = put_in_force(registry, second), put_in_force(registry, third)
    assert registry.standing().current == last

    choice = registry.rollback(at="now", who="bob", why="complaints")
    assert (choice.before, choice.after, choice.why) == (last, first, "complaints")
    assert registry.standing().current == first

    assert registry.rollback(at="now", who="bob").after == SHIPPED_NAME
    with pytest.raises(RegistryError, match="nothing was promoted"):
        registry.rollback(at="now", who="bob")


def test_what_is_in_force_is_not_promoted_again(registry: Registry, second: Path) -> None:
    put_in_force(registry, second)

    with pytest.raises(RegistryError, match="in force already"):
        put_in_force(registry, second)


def test_an_artifact_that_was_damaged_since_is_neither_promoted_nor_returned_to(
    registry: Registry, second: Path, third: Path
) -> None:
    name = put_in_force(registry, second)
    entry = registry.add(third)
    (entry.folder / "heads.npz").write_bytes(b"x")
    with pytest.raises(ArtifactError, match=r"heads\.npz"):
        registry.promote(entry, at="now", who="ada")
    (entry.folder / "heads.npz").write_bytes((third / "heads.npz").read_bytes())
    registry.promote(entry, at="now", who="ada")
    (registry.folder / name / "pieces.model").unlink()

    with pytest.raises(ArtifactError, match=r"pieces\.model: the file is missing"):
        registry.rollback(at="now", who="ada")

    assert registry.standing().current == entry.name


def test_one_broken_manifest_hides_no_other_artifact(
    registry: Registry, second: Path, third: Path
) -> None:
    broken, whole = registry.add(second), registry.add(third)
    (broken.folder / "manifest.json").write_text("{")

    assert [entry.name for entry in registry.entries()] == [SHIPPED_NAME, whole.name]
    (problem,) = registry.problems()
    assert broken.name in problem


def test_a_shadow_is_another_artifact_than_the_one_in_force(
    registry: Registry, second: Path
) -> None:
    entry = registry.add(second)
    registry.shadow(entry, share=0.25, at="now", who="ada")
    assert (registry.standing().shadow, registry.standing().share) == (entry.name, 0.25)

    registry.shadow(None, share=0.25, at="now", who="ada")
    assert registry.standing().shadow is None

    registry.promote(entry, at="now", who="ada")
    with pytest.raises(RegistryError, match="cannot shadow itself"):
        registry.shadow(entry, share=0.25, at="now", who="ada")


def test_a_folder_that_cannot_be_written_is_told(tiny_artifact: Path, second: Path) -> None:
    registry = Registry(second / "pieces.model" / "models", shipped=tiny_artifact)

    with pytest.raises(RegistryError, match="cannot be written"):
        registry.add(second)


def test_two_processes_at_once_leave_a_whole_registry(
    registry: Registry, tiny_artifact: Path, second: Path, third: Path
) -> None:
    orders = [(second, third), (third, second)]
    processes = [
        subprocess.Popen([sys.executable, "-c", RACE, registry.folder, tiny_artifact, *order])  # noqa: S603
        for order in orders
    ]

    assert [process.wait(60) for process in processes] == [0, 0]
    lines = registry.journal.path.read_text().splitlines()
    assert len(lines) == 2 * 10 * 2
    assert {json.loads(line)["who"] for line in lines} == {str(second), str(third)}
    assert len(registry.entries()) == 3
    assert not list(registry.folder.glob(".adding-*"))
    for entry in registry.entries():
        entry.manifest.check_files(entry.folder)
