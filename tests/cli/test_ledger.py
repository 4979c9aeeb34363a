"""Tests of `router.cli.ledger`."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from router.bootstrap import open_desk
from router.core.errors import InvalidRequest
from router.settings import Settings
from tests.cli.calling import call
from tests.factories import decision_record, ledger_entry

DEARER = """
version: 1
deployments:
  - model: openai/gpt-5.4-mini
    name: small
    tier: economy
    prices: {input_usd_per_mtok: 1000, output_usd_per_mtok: 1000}
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.db"
    asyncio.run(book(file))
    return file


async def book(file: Path) -> None:
    desk = open_desk(Settings.load({}, database=file))
    entry = ledger_entry(at=datetime.now(UTC), cost_usd="0.000123456")
    await desk.stores.ledger.append(entry, decision_record())
    await desk.close()


def test_an_entry_without_its_catalog_is_a_finding(database: Path) -> None:
    shown = call("ledger", "verify", "--database", database)
    assert shown.exit_code == 1
    assert "no catalog that is kept has the price" in shown.stdout
    assert "completed: 1 entries, USD 0.000123456" in shown.stdout
    found = json.loads(call("ledger", "verify", "--json", "--database", database).stdout)
    assert (found["is_whole"], found["findings"]) == (False, 1)


def test_without_limits_there_is_nothing_to_recount(database: Path) -> None:
    shown = call("ledger", "recount", "--database", database)
    assert (shown.exit_code, shown.stdout) == (0, "All counters agree with the ledger.\n")
    assert call("ledger", "recount", "--json", "--database", database).stdout == "[]\n"


def test_prices_are_booked_anew_once(database: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(DEARER, encoding="utf-8")
    given = ("--catalog", catalog, "--database", database)
    said = call("ledger", "reprice", "--dry-run", *given).stdout
    assert said.startswith("small: 1 entries, USD 0.1198")
    assert "would change by USD 0.1198" in said
    assert "changed by USD 0.1198" in call("ledger", "reprice", *given).stdout
    assert call("ledger", "reprice", *given).stdout.endswith("changed by USD 0.\n")


def test_entries_are_exported(database: Path, tmp_path: Path) -> None:
    out = tmp_path / "entries.jsonl"
    shown = call("ledger", "export", out, "--database", database)
    assert shown.stdout.endswith("1 entries, USD 0.000123456.\n")
    assert json.loads(out.read_text("utf-8"))["cost_usd"] == "0.000123456"


def test_people_are_named_only_with_a_reason_and_written_down(
    database: Path, tmp_path: Path
) -> None:
    out, given = tmp_path / "entries.csv", ("--database", database)
    call("ledger", "export", out, *given)
    assert "person_" in out.read_text("utf-8")
    assert "ada" not in out.read_text("utf-8")

    with pytest.raises(InvalidRequest, match="takes a reason"):
        call("ledger", "export", out, "--names", *given)
    assert "ada" not in out.read_text("utf-8")

    call("ledger", "export", out, "--names", "--why", "the auditor asks", *given)
    assert "ada" in out.read_text("utf-8")
    assert "ledger.export" in call("audit", "list", *given).stdout
