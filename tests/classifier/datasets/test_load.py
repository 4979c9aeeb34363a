import json
from pathlib import Path

import pytest

from classifier.datasets.load import DatasetError, load_all, load_file
from classifier.labels import Priority, Task

ROW: dict[str, object] = {
    "id": "z-1",
    "author": "z",
    "group": "z-g1",
    "language": "en",
    "trade": "law",
    "traps": ["code"],
    "messages": [{"role": "user", "content": "hi"}],
    "tools": ["search"],
    "priority": "high",
    "complexity": "trivial",
    "task": "qa",
}


def _write(folder: Path, *rows: object, name: str = "z.jsonl") -> Path:
    path = folder / name
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_line_becomes_a_labelled_prompt(tmp_path: Path) -> None:
    (prompt,) = load_file(_write(tmp_path, ROW, ""))
    assert (prompt.priority, prompt.task) == (Priority.HIGH, Task.QA)
    assert prompt.prompt.tool_count == 1
    assert prompt.traps == ("code",)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW | {"priority": "hihg"}, r"line 2: field 'priority' is 'hihg'.*Did you mean 'high'"),
        (ROW | {"task": "poetry"}, r"line 2: field 'task' is 'poetry'; known are chat"),
        (ROW | {"messages": []}, r"line 2: field 'messages' must be a list"),
        (ROW | {"id": ""}, r"line 2: field 'id'"),
        ("{nonsense", r"line 2: not JSON \(.* at column 2\)"),
        ("[1]", r"line 2: expected one JSON object, found list"),
    ],
)
def test_a_bad_line_names_file_line_field_and_remedy(
    tmp_path: Path, row: object, said: str
) -> None:
    path = _write(tmp_path, ROW, row)
    with pytest.raises(DatasetError, match=rf"z\.jsonl, {said}"):
        list(load_file(path))


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, ROW)
    _write(tmp_path, ROW, name="y.jsonl")
    with pytest.raises(DatasetError, match="'z-1' occurs twice"):
        load_all(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no"):
        load_all(tmp_path)


def test_the_projects_own_set_is_large_and_uses_every_label() -> None:
    prompts = load_all()
    assert len(prompts) >= 1_500
    assert {prompt.task for prompt in prompts} == set(Task)
    cells = {(prompt.priority, prompt.complexity) for prompt in prompts}
    assert len(cells) == 9
    assert len({prompt.language for prompt in prompts}) >= 10
