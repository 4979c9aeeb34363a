"""Tests of `router.cli.classify`."""

import json
from pathlib import Path

import pytest

from classifier.prediction import SHIPPED
from router.core.errors import ConfigurationError, InvalidRequest
from tests.cli.calling import call

GOOD = json.dumps({"id": "a", "messages": [{"role": "user", "content": "Sort: b, a, c"}]})


def test_a_prompt_is_a_line_of_labels_and_blank_lines_are_none(tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    other = GOOD.replace('"a"', "[7]")
    file.write_text(f"\n{GOOD}\n   \n{other}", encoding="utf-8")

    first, second = map(json.loads, call("classify", file).stdout.splitlines())

    assert (first.pop("id"), second.pop("id")) == ("a", [7])
    assert first == second


def test_who_has_no_id_is_named_by_its_line() -> None:
    shown = call("classify", "-", stdin='\n\n{"messages": []}\n')

    assert json.loads(shown.stdout)["id"] == 3


def test_labels_go_to_the_output_and_nothing_to_the_screen(tmp_path: Path) -> None:
    output = tmp_path / "labels.jsonl"
    output.write_text("what was there before\n" * 100)

    shown = call("classify", "-", "--output", output, stdin=GOOD)

    assert shown.output == ""
    assert [json.loads(line)["id"] for line in output.read_text().splitlines()] == ["a"]


@pytest.mark.parametrize(
    "line",
    [
        b'{"messages": ["caf\xe9 \xff\xfe"]}',
        b'{"messages": [null, 4, {}, {"content": {"a": []}}], "tools": 7}',
        b'{"messages": [{"role": ["user"], "content": "\\ud800\\u0000"}], "tools": [1, null]}',
        b"\xef\xbb\xbf" + GOOD.encode(),
    ],
    ids=["not UTF-8", "wrong types", "half a character", "byte order mark"],
)
@pytest.mark.parametrize("is_file", [True, False])
def test_odd_contents_are_classified_from_a_file_and_from_standard_input(
    line: bytes, is_file: bool, tmp_path: Path
) -> None:
    file = tmp_path / "odd.jsonl"
    file.write_bytes(line)

    shown = call("classify", file) if is_file else call("classify", "-", stdin=line)

    said = json.loads(shown.stdout)
    assert said["priority"] in said["probabilities"]["priority"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 3 is not JSON: "),
        ("[" * 100_000, "line 3 is not JSON: "),
        ("null", "line 3 has no messages. Write "),
        ('{"prompt": "hi"}', "line 3 has no messages. Write "),
        ('{"messages": {}}', "line 3 has no messages. Write "),
    ],
    ids=["cut", "deep", "null", "other field", "no list"],
)
def test_a_bad_line_is_refused_by_its_number(line: str, says: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        call("classify", "-", stdin=f"{GOOD}\n\n{line}\n{GOOD}\n")

    assert caught.value.message.startswith(says)


def test_what_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "labels.jsonl"

    with pytest.raises(InvalidRequest) as unread:
        call("classify", tmp_path)
    with pytest.raises(InvalidRequest) as unwritten:
        call("classify", "-", "-o", nowhere, stdin=GOOD)

    assert unread.value.message == f"{tmp_path} cannot be read: Is a directory."
    assert unwritten.value.message == f"{nowhere} cannot be written: No such file or directory."


def test_the_prompts_are_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text(GOOD)
    (tmp_path / "link.jsonl").symlink_to(file)

    for output in (file, tmp_path / "link.jsonl"):
        with pytest.raises(InvalidRequest, match="Write the labels to another file"):
            call("classify", file, "-o", output)

    assert file.read_text() == GOOD


def test_the_artifact_is_named_by_flag_or_environment(tmp_path: Path) -> None:
    environment = {"TIERWISE_CLASSIFIER": str(tmp_path / "none")}

    with pytest.raises(ConfigurationError, match="manifest"):
        call("classify", "-", stdin=GOOD, **environment)
    by_flag = call("classify", "-", "--classifier", SHIPPED, stdin=GOOD, **environment)

    assert by_flag.stdout == call("classify", "-", stdin=GOOD).stdout
