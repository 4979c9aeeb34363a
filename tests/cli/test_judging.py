"""Does `tierwise evaluate labels` print, write and refuse as it says?"""

import json
from pathlib import Path

import pytest

from classifier.datasets.load import SHIPPED_DATA
from router.core.errors import ConfigurationError, InvalidRequest
from tests.cli.calling import call


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty prompts of the author whom the shipped artifact did not see."""
    path = tmp_path_factory.mktemp("labels") / "q40.jsonl"
    lines = (SHIPPED_DATA / "q.jsonl").read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:40]), "utf-8")
    return path


def test_figures_are_printed_for_each_head(labels: Path) -> None:
    shown = call("evaluate", "labels", labels, "--without-baselines")

    for part in ("priority", "complexity", "task", "macro-F1", "on 40 prompts in 40 groups"):
        assert part in shown.stdout
    assert "were trained on" not in shown.stderr


@pytest.mark.parametrize(("name", "begins"), [("r.html", "<!doctype html>"), ("r.md", "# Eval")])
def test_a_report_is_written_in_the_form_that_its_name_asks_for(
    labels: Path, tmp_path: Path, name: str, begins: str
) -> None:
    path = tmp_path / "new" / name

    call("evaluate", "labels", labels, "--without-baselines", "--report", path)

    assert path.read_text("utf-8").startswith(begins)


def test_json_is_the_same_whoever_classifies(labels: Path) -> None:
    command = ("evaluate", "labels", labels, "--without-baselines", "--json")

    here, there = call(*command).stdout, call(*command, "--workers", "2").stdout

    assert here == there
    assert json.loads(here)["prompts"] == 40


@pytest.mark.slow
def test_baselines_are_trained_on_what_the_artifact_was_trained_on(labels: Path) -> None:
    record = json.loads(call("evaluate", "labels", labels, "--json").stdout)

    assert record["trained_on"] > 2_000
    assert set(record["baselines"]) == {"majority", "length only", "TF-IDF"}


def test_prompts_that_were_trained_on_are_called_out(tmp_path: Path) -> None:
    path = tmp_path / "seen.jsonl"
    lines = (SHIPPED_DATA / "a.jsonl").read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:10]), "utf-8")

    shown = call("evaluate", "labels", path, "--json", "--without-baselines")

    assert "10 of 10 prompts, or some very like them, were trained on" in shown.stderr


def test_what_cannot_be_judged_is_told(labels: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n")

    with pytest.raises(InvalidRequest, match=r"neither \.html nor \.md"):
        call("evaluate", "labels", labels, "--report", "r.pdf")
    with pytest.raises(InvalidRequest, match="holds no labelled prompts"):
        call("evaluate", "labels", empty)
    with pytest.raises(InvalidRequest, match=r"none\.jsonl cannot be read"):
        call("evaluate", "labels", tmp_path / "none.jsonl")
    with pytest.raises(ConfigurationError, match=r"manifest\.json: the file is missing"):
        call("evaluate", "labels", labels, "--model", tmp_path)
    with pytest.raises(InvalidRequest, match="cannot be written"):
        call("evaluate", "labels", labels, "--without-baselines", "--report", labels / "r.md")
