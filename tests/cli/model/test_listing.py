"""Tests of `router.cli.model.listing`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from classifier.journal import SHIPPED_NAME, Standing
from classifier.manifest import Manifest
from classifier.prediction import SHIPPED
from classifier.registry import Entry
from router.cli.model.listing import as_json, as_table

FIRST = Manifest.read(SHIPPED)
SECOND = replace(FIRST, version="0.2.0", created_at="2027-02-03T10:00:00+00:00", metrics={})
ENTRIES = [
    Entry(SHIPPED_NAME, SHIPPED, FIRST),
    Entry(SECOND.label, Path("models") / SECOND.label, SECOND),
]


def shown(standing: Standing, *, width: int = 80) -> Sequence[str]:
    console = Console(width=width)
    with console.capture() as captured:
        console.print(as_table(ENTRIES, standing))
    return captured.get().splitlines()


def row(label: str, lines: Sequence[str]) -> list[str]:
    (line,) = [line for line in lines if label in line]
    return line.split()


def test_each_artifact_has_a_row_with_its_figures() -> None:
    lines = shown(Standing(), width=100)

    figures = [f"{FIRST.metrics[f'held_out_{head}_macro_f1']:.3f}" for head in ("priority", "task")]
    first = row(FIRST.label, lines)
    assert [*first[1:3], first[3], first[5]] == [
        FIRST.created_at[:10],
        f"{FIRST.data['prompts']:,}",
        *figures,
    ]
    assert first[-3:] == ["shipped,", "in", "force"]
    assert row(SECOND.label, lines)[1:] == ["2027-02-03", f"{FIRST.data['prompts']:,}", *"---"]


def test_what_is_in_force_and_what_looks_on_are_marked() -> None:
    lines = shown(Standing((SHIPPED_NAME, SECOND.label), SHIPPED_NAME), width=100)

    assert row(SECOND.label, lines)[-2:] == ["in", "force"]
    assert row(FIRST.label, lines)[-3:] == ["shipped,", "looks", "on"]


@pytest.mark.parametrize("width", [80, 100])
def test_labels_are_never_cut(width: int) -> None:
    lines = shown(Standing(), width=width)

    for entry in ENTRIES:
        assert row(entry.manifest.label, lines)[0] == entry.manifest.label


def test_programs_read_data_and_metrics() -> None:
    record = as_json(ENTRIES[1], Standing((SECOND.label,)))

    assert record["data"] == dict(SECOND.data)
    assert (record["name"], record["in_force"], record["shadow"]) == (SECOND.label, True, False)
