"""Is each label on the disk at once, readable by training, and can the last be taken back?"""

import json
from pathlib import Path

import pytest

from classifier.datasets.load import DatasetError, load_file
from classifier.datasets.traffic import TrafficPrompt
from classifier.labelling.notebook import Notebook, labelled_row
from classifier.labels import Complexity, Priority, Task
from classifier.prompt import Prompt

ANSWERS = {"priority": Priority.HIGH, "complexity": Complexity.TRIVIAL, "task": Task.QA}
MESSAGES = [{"role": "user", "content": "Is it \ud800 safe?"}]


def traffic(identity: str, **more: object) -> TrafficPrompt:
    row = {"id": identity, "messages": MESSAGES, **more}
    return TrafficPrompt(id=identity, prompt=Prompt.from_messages(MESSAGES), row=row)


def test_a_line_is_a_labelled_prompt_that_training_reads(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path / "new" / "labels.jsonl")

    notebook.add(labelled_row(traffic("7", language="en"), ANSWERS, annotator="ann"))

    (read,) = load_file(notebook.path)
    assert (read.id, read.author, read.language) == ("7", "ann", "en")
    assert read.labels == ANSWERS
    assert read.prompt == traffic("7").prompt


def test_prompts_that_open_alike_are_of_one_group() -> None:
    first, second = (labelled_row(traffic(i), ANSWERS, annotator="a") for i in "12")

    assert first["group"] == second["group"]
    assert labelled_row(traffic("3", group="g"), ANSWERS, annotator="a")["group"] == "g"


def test_the_last_lines_can_be_taken_back_one_by_one(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path / "labels.jsonl")
    for identity in "123":
        notebook.add(labelled_row(traffic(identity), ANSWERS, annotator="a"))

    notebook.take_back("3")
    notebook.take_back("2")

    assert [json.loads(line)["id"] for line in notebook.path.read_text().splitlines()] == ["1"]
    assert notebook.done == {"1"}


def test_what_was_labelled_before_is_known_again(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": "a"}\n{"id": 4}')

    notebook = Notebook(path)
    notebook.add({"id": "b"})

    assert notebook.done == {"a", "4", "b"}
    assert len(path.read_text().splitlines()) == 3


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text("Dear diary")

    with pytest.raises(DatasetError, match=r"labels\.jsonl, line 1: not JSON"):
        Notebook(path)
    with pytest.raises(DatasetError, match="cannot be read: Is a directory"):
        Notebook(tmp_path)
