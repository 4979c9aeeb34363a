"""How are labelled prompts read, and how is a bad line reported?"""

import json
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final, TypeVar

from classifier.datasets.schema import LabelledPrompt
from classifier.labels import Complexity, Label, Priority, Task
from classifier.prompt import Prompt

__all__ = [
    "SHIPPED_DATA",
    "DatasetError",
    "load_all",
    "load_file",
    "read_label",
    "read_rows",
    "read_text",
]

SHIPPED_DATA: Final = Path(__file__).parent / "data"

_LabelT = TypeVar("_LabelT", bound=Label)


class DatasetError(ValueError):
    """A labelled file has a line that cannot be used; the message says which, and what to write."""


def load_all(folder: Path = SHIPPED_DATA) -> list[LabelledPrompt]:
    """Every prompt of every `*.jsonl` file in a folder, by file name; ids are unique."""
    prompts = [prompt for path in sorted(folder.glob("*.jsonl")) for prompt in load_file(path)]
    if not prompts:
        message = f"{folder} holds no *.jsonl file with labelled prompts. Name another folder."
        raise DatasetError(message)
    seen: set[str] = set()
    for prompt in prompts:
        if prompt.id in seen:
            message = f"The id {prompt.id!r} occurs twice in {folder}. Give each line its own id."
            raise DatasetError(message)
        seen.add(prompt.id)
    return prompts


def load_file(path: Path) -> Iterator[LabelledPrompt]:
    """The prompts of one file, in order. Blank lines are passed over."""
    for row, where in read_rows(path):
        yield _parse(row, where=where)


def read_rows(path: Path) -> Iterator[tuple[Mapping[str, object], str]]:
    """Each object of a file of JSON lines, and where it stands."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                where = f"{path.name}, line {number}"
                yield _object(line, where=where), where


def _object(line: str, *, where: str) -> Mapping[str, object]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        message = f"{where}: not JSON ({error.msg} at column {error.colno}). Write one object."
        raise DatasetError(message) from error
    if not isinstance(row, dict):
        message = f"{where}: expected one JSON object, found {type(row).__name__}."
        raise DatasetError(message)
    return row


def _parse(row: Mapping[str, object], *, where: str) -> LabelledPrompt:
    messages = row.get("messages")
    if not isinstance(messages, list) or not messages:
        message = f"{where}: field 'messages' must be a list with at least one message."
        raise DatasetError(message)
    identity = read_text(row, field="id", where=where)
    return LabelledPrompt(
        id=identity,
        author=str(row.get("author", "")),
        group=str(row.get("group") or identity),
        language=str(row.get("language", "")),
        trade=str(row.get("trade", "")),
        traps=_texts(row.get("traps")),
        prompt=Prompt.from_messages(messages, tools=row.get("tools")),
        priority=read_label(row, Priority, field="priority", where=where),
        complexity=read_label(row, Complexity, field="complexity", where=where),
        task=read_label(row, Task, field="task", where=where),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def read_text(row: Mapping[str, object], *, field: str, where: str) -> str:
    """The text or number that a field holds."""
    value = row.get(field)
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str) or not value:
        message = f"{where}: field {field!r} must be a text that is not empty."
        raise DatasetError(message)
    return value


def read_label(
    row: Mapping[str, object], labels: type[_LabelT], *, field: str, where: str
) -> _LabelT:
    """The label that a field holds; what is not a label is refused with a hint."""
    value = row.get(field)
    known = [str(label) for label in labels]
    if value not in known:
        near = get_close_matches(str(value), known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        message = f"{where}: field {field!r} is {value!r}; known are {_listed(known)}.{hint}"
        raise DatasetError(message)
    return labels(value)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
