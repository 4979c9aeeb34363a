"""Tests of `router.cli.demo.sources`."""

import json
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from router.cli.demo.prompts import DemoPrompt
from router.cli.demo.sources import choose_prompts, read_parquet
from router.core.errors import InvalidRequest

NOWHERE = Path("no-such-folder/prompts.parquet")


def written(folder: Path, *lines: object) -> Path:
    file = folder / "prompts.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return file


def line(text: str, **more: object) -> dict[str, object]:
    return {"messages": [{"role": "user", "content": text}], **more}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "prompts.parquet"
    columns = {
        "source": ["mmlu", "bank", "bank", "bank"],
        "prompt": ["Prove it.", "Where is my card?", "where is my CARD?", None],
        "licence": ["MIT"] * 4,
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def test_a_table_of_prompts_is_sampled_by_source_without_repeats(table: Path) -> None:
    chosen = choose_prompts(None, count=9, seed=1, parquet=table)

    assert {prompt.kind for prompt in chosen.prompts} == {"mmlu", "bank"}
    assert len(chosen.prompts) == 2
    assert chosen.origin == f"2 of 2 prompts from {table}, spread evenly over 2 kinds"


def test_without_pyarrow_our_own_set_is_taken_and_the_user_is_told(table: Path) -> None:
    def lacking(path: Path) -> list[DemoPrompt]:
        raise ModuleNotFoundError("pyarrow")

    chosen = choose_prompts(None, count=5, seed=1, parquet=table, read_table=lacking)

    assert "Tierwise's own set" in chosen.origin
    assert chosen.remark is not None
    assert "tierwise[parquet]" in chosen.remark


def test_what_is_no_table_of_prompts_is_refused_by_name(tmp_path: Path) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"no parquet")
    other = tmp_path / "other.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"question": ["Why?"]}), other)

    for path in (broken, other):
        with pytest.raises(InvalidRequest, match=path.name):
            read_parquet(path)


def test_our_own_set_has_three_hundred_prompts_of_many_tasks_and_no_tool_work() -> None:
    chosen = choose_prompts(None, count=300, seed=1, parquet=NOWHERE)

    assert len(chosen.prompts) == 300
    assert len({prompt.kind for prompt in chosen.prompts}) >= 15
    roles = {message["role"] for prompt in chosen.prompts for message in prompt.messages}
    assert roles == {"system", "user", "assistant"}


def test_it_is_said_that_the_classifier_knows_our_own_set_and_only_ours(table: Path) -> None:
    ours = choose_prompts(None, count=1, seed=1, parquet=NOWHERE)

    assert ours.remark is not None
    assert "trained on most of these" in ours.remark
    assert choose_prompts(None, count=1, seed=1, parquet=table).remark is None


def test_lines_of_a_file_are_sent_with_role_and_content_only(tmp_path: Path) -> None:
    named = {"role": "user", "content": "Hi", "name": "ada"}
    file = written(tmp_path, {"messages": [named], "id": "1"})

    (sent,) = choose_prompts(file, count=9, seed=1).prompts

    assert sent.messages == ({"role": "user", "content": "Hi"},)


def test_lines_that_need_tools_are_left_out(tmp_path: Path) -> None:
    call = {"role": "assistant", "content": "", "tool_calls": [{"id": "1"}]}
    result = {"role": "tool", "content": "42"}
    file = written(
        tmp_path,
        line("offered", tools=[{"type": "function"}]),
        {"messages": [call]},
        {"messages": [result]},
        line("plain", tools=[]),
    )

    assert [p.text for p in choose_prompts(file, count=9, seed=1).prompts] == ["plain"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"prompt": "Hi"}', "messages"),
        ("not json", "line 2"),
        ('{"messages": []}', "no messages"),
        ('{"messages": [{"role": "user"}]}', "lacks role or content"),
        ('{"messages": [{"content": "Hi"}]}', "lacks role or content"),
    ],
)
def test_a_bad_line_is_named_with_what_to_write(tmp_path: Path, text: str, says: str) -> None:
    file = written(tmp_path, line("fine"))
    file.write_text(f"{file.read_text()}\n{text}\n")

    with pytest.raises(InvalidRequest, match=says) as raised:
        choose_prompts(file, count=9, seed=1)
    assert "line 2" in raised.value.message
    assert "Write {" in raised.value.message


def test_a_file_that_is_missing_or_holds_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="No such file"):
        choose_prompts(tmp_path / "none.jsonl", count=9, seed=1)
    with pytest.raises(InvalidRequest, match="holds no prompts"):
        choose_prompts(written(tmp_path), count=9, seed=1)
