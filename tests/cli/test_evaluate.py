"""Does `tierwise evaluate routing` print, write and refuse as it says?"""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from router.cli.evaluate import evaluate
from router.core.errors import InvalidRequest
from tests.classifier.routing import invented


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outcomes") / "mine.parquet"
    return invented.write(path, invented.outcomes(60))


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(evaluate, ["routing", *map(str, arguments)])
    if isinstance(result.exception, InvalidRequest):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_a_pair_is_judged_beside_the_baselines_and_written(file: Path, tmp_path: Path) -> None:
    said = run(
        file, "--weak", "small", "--strong", "large", "--cv", "3",
        "--json", tmp_path / "o.json", "--report", tmp_path / "report",
    )  # fmt: skip

    record = json.loads((tmp_path / "o.json").read_text())
    methods = [row["method"] for row in record["methods"]]
    assert {"random", "prompt length", "group means", "oracle", "tierwise"} <= set(methods)
    assert all(0 <= row["cpt50"] <= 1 for row in record["methods"])
    assert record["settings"]["folds"] == 3
    assert "APGR" in said
    assert "curves.svg" in (tmp_path / "report" / "report.md").read_text()
    assert (tmp_path / "report" / "curves.svg").read_text().startswith("<svg")


def test_few_labels_are_drawn_as_often_as_asked(file: Path, tmp_path: Path) -> None:
    run(
        file, "--weak", "small", "--strong", "large", "--labels", "30", "--seeds", "2",
        "--json", tmp_path / "o.json",
    )  # fmt: skip

    settings = json.loads((tmp_path / "o.json").read_text())["settings"]
    assert (settings["labels"], settings["seeds"]) == (30, 2)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--weak", "small"], "both --weak and --strong"),
        (["--weak", "small", "--strong", "huge"], "'huge' is in none of the models"),
        (["--weak", "small", "--strong", "large", "--labels", "60"], "none or all are left"),
    ],
)
def test_what_cannot_be_judged_is_told(file: Path, arguments: list[str], problem: str) -> None:
    with pytest.raises(InvalidRequest, match=problem):
        run(file, *arguments)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"none\.parquet"):
        run(tmp_path / "none.parquet")


def test_a_place_that_cannot_be_written_is_told(file: Path) -> None:
    with pytest.raises(InvalidRequest, match="cannot be written"):
        run(file, "--weak", "small", "--strong", "large", "--cv", "2", "--json", file / "x.json")
