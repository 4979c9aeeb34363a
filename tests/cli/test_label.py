"""Can somebody label from the keyboard or from a file, stop, and go on where they stopped?"""

import json
from pathlib import Path

import pytest

from classifier.datasets.load import load_file
from router.core.errors import InvalidRequest
from tests.cli.calling import call

TEXTS = ("Thanks, that was all!", "Prove that the square root of 2 is irrational.", "hm, which?")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "traffic.jsonl"
    rows = [
        {"id": f"p{n}", "messages": [{"role": "user", "content": text}]}
        for n, text in enumerate(TEXTS)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def plan(file: Path, *options: str | Path) -> list[dict[str, object]]:
    shown = call("label", file, "--plan", "9", "--json", *options)
    return [json.loads(line) for line in shown.stdout.splitlines()]


def test_the_plan_lists_the_most_uncertain_first_and_writes_nothing(
    file: Path, tmp_path: Path
) -> None:
    found = plan(file, "--out", tmp_path / "labels.jsonl")

    assert {row["id"] for row in found} == {"p0", "p1", "p2"}
    unsure = [row["uncertainty"] for row in found]
    assert unsure == sorted(unsure, key=lambda value: -float(str(value)))
    assert not (tmp_path / "labels.jsonl").exists()


def test_answers_become_lines_that_training_reads(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "labels.jsonl"
    first, second, _ = (row["id"] for row in plan(file))

    said = call(
        "label", file, "--out", out, "--annotator", "ann", stdin="3\n1\na\n\n\n\nq\n"
    ).stdout

    high, guessed = load_file(out)
    assert (high.id, guessed.id, high.author) == (first, second, "ann")
    assert [str(label) for label in high.labels.values()] == ["high", "trivial", "chat"]
    assert [str(label) for label in guessed.labels.values()] == [
        plan(file)[1][head] for head in ("priority", "complexity", "task")
    ]
    assert f"2 labelled, 1 left: {out}" in said
    assert f"tierwise label {file} --out {out}" in said


def test_who_stops_goes_on_with_what_is_left(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "labels.jsonl"

    call("label", file, "--out", out, stdin="\n\n\n")
    left = [row["id"] for row in plan(file, "--out", out)]
    said = call("label", file, "--out", out, stdin="\n" * 6).stdout

    assert len(left) == 2
    assert "2 prompts to label, 1 have their labels" in said
    assert {one.id for one in load_file(out)} == {"p0", "p1", "p2"}
    assert "Every prompt" in call("label", file, "--out", out).stdout


def test_undo_takes_a_written_line_back(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "labels.jsonl"

    call("label", file, "--out", out, stdin="3\n1\na\nu\nb\nq\n")

    (kept,) = load_file(out)
    assert str(kept.task) == "formatting"


def test_definitions_are_shown_and_unknown_keys_are_told(file: Path, tmp_path: Path) -> None:
    said = call("label", file, "--out", tmp_path / "l.jsonl", stdin="?\n9\nq\n").stdout

    assert "nobody is hurt and little is lost" in said
    assert "No such key here" in said
    assert not (tmp_path / "l.jsonl").read_text()


def test_a_long_turn_is_cut_until_it_is_asked_for_and_moves_no_cursor(tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    text = f"\x1b[2J\x07begin {'x' * 3000} MIDDLE {'y' * 3000} end [bold]"
    file.write_text(json.dumps({"id": "a", "messages": [{"role": "user", "content": text}]}))

    cut, whole = call("label", file, "--out", tmp_path / "l.jsonl", stdin=" \nq\n").stdout.split(
        "1 of 1"
    )[1:]

    assert "characters more: space shows them" in cut
    assert "MIDDLE" not in cut
    assert "MIDDLE" in whole
    assert "end [bold]" in whole
    assert not {"\x1b", "\x07"} & set(cut + whole)


def test_what_cannot_be_labelled_is_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="Name one with --out"):
        call("label", file)
    with pytest.raises(InvalidRequest, match="holds the prompts"):
        call("label", file, "--out", file)
    with pytest.raises(InvalidRequest, match=r"none\.jsonl cannot be read"):
        call("label", tmp_path / "none.jsonl", "--out", tmp_path / "l.jsonl")
