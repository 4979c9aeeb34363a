"""Tests of `router.adapters.files.entry_file`."""

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet
import pytest

from router.adapters.files.entry_file import EntryFile
from router.core.errors import ConfigurationError, InvalidRequest
from router.core.ledger import LedgerEntry
from router.core.usage import Usage, UsageUnit
from tests.factories import caller, ledger_entry

ENTRIES = [
    replace(
        ledger_entry(id=f"led_{n}", cost_usd=cost, who=caller(tags=("a", "größe"))),
        note="=1+1" if n else None,
    )
    for n, cost in enumerate(("0.000000001", "999999999.999999999", "-0.5"))
]
TOTAL = sum((entry.cost_usd for entry in ENTRIES), start=Decimal(0))


def write(path: Path, entries: list[LedgerEntry]) -> None:
    with EntryFile(path) as file:
        for entry in entries:
            file.add(entry)


def test_parquet_holds_exact_money_moments_and_lists(tmp_path: Path) -> None:
    write(tmp_path / "out.parquet", ENTRIES)
    rows = pyarrow.parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert sum(row["cost_usd"] for row in rows) == TOTAL
    assert [row["at"] for row in rows] == [entry.at for entry in ENTRIES]
    assert rows[0]["tags"] == ["a", "größe"]
    assert (rows[0]["note"], rows[1]["note"]) == (None, "=1+1")


def test_csv_and_json_lines_hold_the_same(tmp_path: Path) -> None:
    for name in ("out.csv", "out.jsonl"):
        write(tmp_path / name, ENTRIES)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    for rows in (table, lines):
        assert sum(Decimal(row["cost_usd"]) for row in rows) == TOTAL
        assert [row["id"] for row in rows] == ["led_0", "led_1", "led_2"]
    assert json.loads(table[0]["tags"]) == lines[0]["tags"] == ["a", "größe"]
    assert list(table[0]) == list(lines[0])


def test_units_are_columns_of_their_own(tmp_path: Path) -> None:
    used = Usage(units=61, unit=UsageUnit.SECONDS)
    entries = [replace(ENTRIES[0], usage=used), ENTRIES[1]]
    for name in ("out.csv", "out.jsonl", "out.parquet"):
        write(tmp_path / name, entries)
    rows = pyarrow.parquet.read_table(tmp_path / "out.parquet").to_pylist()
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert [(row["units"], row["unit"]) for row in rows] == [(61, "seconds"), (0, None)]
    assert [(row["units"], row["unit"]) for row in lines] == [(61, "seconds"), (0, None)]
    assert [(row["units"], row["unit"]) for row in table] == [("61", "seconds"), ("0", "")]


def test_nothing_booked_is_a_file_too(tmp_path: Path) -> None:
    write(tmp_path / "out.parquet", [])
    assert pyarrow.parquet.read_table(tmp_path / "out.parquet").num_rows == 0


def test_what_breaks_off_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("old")
    file = EntryFile(tmp_path / "out.csv")
    file.add(ENTRIES[0])
    file.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text() == "old"


def test_other_endings_and_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"\.parquet, \.csv or \.jsonl"):
        EntryFile(tmp_path / "out.xlsx")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        EntryFile(tmp_path / "nowhere" / "out.csv")
