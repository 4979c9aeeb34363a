"""Does the wheel hold what a user needs, and nothing else?"""

import subprocess
import sys
import zipfile
from configparser import ConfigParser
from email.parser import Parser
from pathlib import Path

import pytest

from router import __version__

ROOT = Path(__file__).resolve().parents[1]
DIST_INFO = f"tierwise-{__version__}.dist-info"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    """The wheel, built in this environment: nothing is downloaded."""
    folder = tmp_path_factory.mktemp("dist")
    built = subprocess.run(  # noqa: S603 - our own interpreter and arguments
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.Path(path)


def _names(wheel: zipfile.Path) -> set[str]:
    return set(wheel.root.namelist())


def test_its_top_level_is_the_two_packages_and_the_metadata(wheel: zipfile.Path) -> None:
    assert {name.split("/")[0] for name in _names(wheel)} == {"router", "classifier", DIST_INFO}


def test_every_source_file_is_inside(wheel: zipfile.Path) -> None:
    sources = {
        str(path.relative_to(ROOT))
        for package in ("router", "classifier")
        for path in (ROOT / package).rglob("*.py")
    }
    assert {name for name in _names(wheel) if name.endswith(".py")} == sources


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        ("policies", "router/_policies"),
        ("classifier/model", "classifier/model"),
        ("classifier/datasets/data", "classifier/datasets/data"),
        ("router/adapters/storage/sqlite", "router/adapters/storage/sqlite"),
    ],
)
def test_every_data_file_is_inside(folder: str, place: str, wheel: zipfile.Path) -> None:
    files = {path.name for path in (ROOT / folder).iterdir() if path.suffix not in ("", ".pyc")}
    assert files
    assert files <= {path.name for path in wheel.joinpath(place).iterdir()}


def test_neither_tests_nor_benchmarks_nor_pages_are_inside(wheel: zipfile.Path) -> None:
    parts = {part for name in _names(wheel) for part in name.split("/")}
    assert not parts & {"tests", "benchmarks", "docs", "__pycache__"}


def test_it_installs_one_command(wheel: zipfile.Path) -> None:
    scripts = ConfigParser()
    scripts.read_string(wheel.joinpath(DIST_INFO, "entry_points.txt").read_text("utf-8"))
    assert dict(scripts["console_scripts"]) == {"tierwise": "router.cli:main"}


def test_serving_needs_neither_torch_nor_sentence_transformers(wheel: zipfile.Path) -> None:
    metadata = Parser().parsestr(wheel.joinpath(DIST_INFO, "METADATA").read_text("utf-8"))
    always = [need for need in metadata.get_all("Requires-Dist", []) if "extra ==" not in need]
    assert always
    assert not [need for need in always if need.startswith(("torch", "sentence-transformers"))]
