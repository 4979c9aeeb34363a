"""Tests of `router.cli.model.comparing`: what a file of prompts says, and the gate."""

import json
from pathlib import Path

import pytest

from router.core.errors import InvalidRequest
from tests.cli.calling import call


def model(*words: str | Path, models: Path) -> str:
    done = call("model", *words, "--models", models)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_file_shows_what_changes_and_who_is_right(
    models: Path, tiny_artifact: Path, labelled: Path
) -> None:
    label = model("add", tiny_artifact, models=models).strip()

    record = json.loads(model("diff", "shipped", label, "--on", labelled, "--json", models=models))[
        "on"
    ]
    page = model("diff", "shipped", label, "--on", labelled, "--markdown", models=models)

    assert record["prompts"] == 180
    assert record["scores"]["priority"]["verdict"] == "better"
    assert record["scores"]["priority"]["accuracy"]["after"] > 0.95
    assert sum(one["prompts"] for one in record["changes"]["priority"]) > 10
    assert f"## On 180 prompts of {labelled}" in page
    assert "**better**" in page


def test_what_is_significantly_worse_is_not_promoted(
    models: Path, tiny_artifact: Path, labelled: Path
) -> None:
    label = model("add", tiny_artifact, models=models).strip()
    model("promote", label, "--unless-worse", labelled, models=models)

    with pytest.raises(InvalidRequest, match=r"Not promoted: .* is significantly worse than") as no:
        call("model", "promote", "shipped", "--unless-worse", labelled, "--models", models)

    assert "priority and complexity and task" in no.value.message
    assert label in (models / "journal.jsonl").read_text().splitlines()[-1]


def test_what_is_the_same_passes(models: Path, newer: Path, labelled: Path) -> None:
    model("add", newer, models=models)

    said = model("promote", "9.9", "--unless-worse", labelled, models=models)

    assert "is in force" in said


def test_a_gate_needs_labels(models: Path, newer: Path, tmp_path: Path) -> None:
    model("add", newer, models=models)
    file = tmp_path / "bare.jsonl"
    file.write_text('{"id": "1", "messages": [{"role": "user", "content": "hi"}]}\n')

    with pytest.raises(InvalidRequest, match="has no labels"):
        call("model", "promote", "9.9", "--unless-worse", file, "--models", models)

    assert not (models / "journal.jsonl").exists()
