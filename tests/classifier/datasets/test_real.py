import json
from pathlib import Path

import pytest

from classifier.datasets.load import DatasetError
from classifier.datasets.real import join_prompts, load_labels, prompt_id
from classifier.labels import Task

parquet = pytest.importorskip("pyarrow.parquet")
pyarrow = pytest.importorskip("pyarrow")

TEXTS = {"What is a ledger?": "MIT", "Who was first?": "CC-BY-SA-3.0"}


def _prompts(folder: Path, *, without: str = "") -> Path:
    path = folder / "prompts.parquet"
    columns = {
        "prompt": list(TEXTS),
        "source": ["s"] * len(TEXTS),
        "licence": list(TEXTS.values()),
    }
    columns.pop(without, None)
    parquet.write_table(pyarrow.table(columns), path)
    return path


def _labels(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "real.labels.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def _row(text: str, annotator: str = "x", *, task: str = "qa") -> dict[str, str]:
    return {
        "id": prompt_id(text),
        "annotator": annotator,
        "priority": "low",
        "complexity": "trivial",
        "task": task,
        "source": "s",
    }


def test_a_label_meets_its_text(tmp_path: Path) -> None:
    labels = load_labels(_labels(tmp_path, _row("What is a ledger?")))
    (prompt,) = join_prompts(labels, _prompts(tmp_path)).to_train
    assert prompt.prompt.turns[0].text == "What is a ledger?"
    assert (prompt.author, prompt.trade, prompt.task) == ("x", "s", Task.QA)


def test_what_is_under_a_share_alike_licence_only_judges(tmp_path: Path) -> None:
    labels = load_labels(_labels(tmp_path, *map(_row, TEXTS)))
    found = join_prompts(labels, _prompts(tmp_path))
    assert [prompt.prompt.turns[0].text for prompt in found.to_judge] == ["Who was first?"]
    assert len(found.to_train) == 1


def test_a_prompt_with_two_labels_occurs_once(tmp_path: Path) -> None:
    text = "What is a ledger?"
    labels = load_labels(_labels(tmp_path, _row(text), _row(text, "y", task="chat")))
    assert len(join_prompts(labels, _prompts(tmp_path)).to_train) == 1


def test_one_annotator_labels_a_prompt_once(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"'x' labelled .* twice"):
        load_labels(_labels(tmp_path, _row("a"), _row("a")))


def test_an_unknown_label_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"real\.labels\.jsonl, line 2: field 'task' is 'qaa'"):
        load_labels(_labels(tmp_path, _row("a"), _row("b", task="qaa")))


def test_a_file_that_lacks_a_labelled_text_is_refused(tmp_path: Path) -> None:
    labels = load_labels(_labels(tmp_path, _row("nobody wrote this")))
    with pytest.raises(DatasetError, match="lacks the text of 1 of 1"):
        join_prompts(labels, _prompts(tmp_path))


def test_a_file_without_licences_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="has no column licence"):
        join_prompts([], _prompts(tmp_path, without="licence"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"is not a file"):
        join_prompts([], tmp_path / "nothing.parquet")


def test_the_shipped_labels_hold_no_text() -> None:
    labels = load_labels()
    assert len({label.id for label in labels}) == 1_863
    assert all(len(label.id) == 16 and int(label.id, 16) >= 0 for label in labels)
