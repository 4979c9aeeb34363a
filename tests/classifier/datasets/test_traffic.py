"""Are prompts without labels read whole, and is a bad line named?"""

import json
from pathlib import Path

import pytest

from classifier.datasets.load import DatasetError
from classifier.datasets.traffic import load_traffic

GOOD = {"id": 1, "messages": [{"role": "user", "content": "Hi"}], "tools": [{}], "team": "x"}


def file(folder: Path, *lines: object) -> Path:
    path = folder / "traffic.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    )
    return path


def test_nothing_of_a_line_is_lost(tmp_path: Path) -> None:
    (found,) = load_traffic(file(tmp_path, GOOD, ""))

    assert (found.id, found.row) == ("1", GOOD)
    assert (found.prompt.turns[0].text, found.prompt.tool_count) == ("Hi", 1)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["{"], "traffic.jsonl, line 1: not JSON"),
        ([GOOD, {"messages": GOOD["messages"]}], "line 2: field 'id' is missing. Give each"),
        ([GOOD, {"id": "b", "messages": "Hi"}], "line 2: field 'messages' must be a list"),
        ([GOOD, GOOD], "line 2: field 'id' is '1' as in traffic.jsonl, line 1. Write another"),
        ([""], "holds no prompts. Write one"),
        (["[" * 100_000], "nested too deeply"),
    ],
)
def test_a_bad_file_is_refused_by_line_and_field(
    tmp_path: Path, lines: list[object], says: str
) -> None:
    with pytest.raises(DatasetError) as caught:
        load_traffic(file(tmp_path, *lines))

    assert says in str(caught.value)


def test_what_cannot_be_read_at_all_is_told(tmp_path: Path) -> None:
    (tmp_path / "old.jsonl").write_bytes(b'{"id": "caf\xe9"}')

    with pytest.raises(DatasetError, match="cannot be read: No such file"):
        load_traffic(tmp_path / "none.jsonl")
    with pytest.raises(DatasetError, match=r"is not UTF-8\. Save it"):
        load_traffic(tmp_path / "old.jsonl")
