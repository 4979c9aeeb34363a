"""Tests of `router.cli.spend`."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from router.bootstrap import open_desk
from router.core.errors import InvalidRequest
from router.core.ledger import SpendBy
from router.settings import Settings
from tests.cli.calling import call
from tests.factories import caller, decision_record, ledger_entry

HOUR = timedelta(hours=1)
BOOKED = (
    ("sea", "0.000000001", HOUR),
    ("sea", "1234.5", 2 * HOUR),
    ("land", "0.1", HOUR),
    ("old", "99", 100 * HOUR),
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("spend") / "ledger.db"
    asyncio.run(book(file, BOOKED))
    return file


async def book(file: Path, booked: tuple[tuple[str, str, timedelta], ...]) -> None:
    desk = open_desk(Settings.load({}, database=file))
    for number, (team, cost_usd, ago) in enumerate(booked):
        entry = ledger_entry(
            id=f"led_{number}",
            decision_id=f"dec_{number}",
            at=datetime.now(UTC) - ago,
            who=caller(team=team),
            cost_usd=cost_usd,
        )
        await desk.stores.ledger.append(entry, decision_record(id=f"dec_{number}"))
    await desk.close()


def test_json_is_a_line_for_each_group_dearest_first_and_exact(database: Path) -> None:
    shown = call("spend", "--since", "24h", "--json", "--database", database)

    counts = {"requests": 2, "input_tokens": 200, "output_tokens": 40}
    halves = {name: count // 2 for name, count in counts.items()}
    assert [json.loads(line) for line in shown.stdout.splitlines()] == [
        {"team": "sea", **counts, "cost_usd": "1234.500000001"},
        {"team": "land", **halves, "cost_usd": "0.1"},
    ]


def test_a_team_a_week_and_a_table_are_what_is_shown_unasked(database: Path) -> None:
    lines = call("spend", "--database", database).stdout.splitlines()

    assert lines[0].strip() == "Spend by team in the last 7d"
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "│" in line]
    assert rows == [
        ["sea", "2", "200", "40", "1234.500000001"],
        ["old", "1", "100", "20", "99"],
        ["land", "1", "100", "20", "0.1"],
        ["total", "4", "400", "80", "1333.600000001"],
    ]


@pytest.mark.parametrize("by", [by for by in SpendBy if by is not SpendBy.USER])
def test_grouped_by_anything_the_sum_is_the_same(database: Path, by: SpendBy) -> None:
    shown = call("spend", "--by", by.value, "--json", "--database", database)

    rows = [json.loads(line) for line in shown.stdout.splitlines()]
    assert all(next(iter(row)) == by.value for row in rows)
    assert sum(Decimal(row["cost_usd"]) for row in rows) == Decimal("1333.600000001")


def test_where_nothing_was_spent_the_total_is_zero(tmp_path: Path) -> None:
    new = ("--database", tmp_path / "new.db")
    call("keys", "create", "laptop", *new)

    assert call("spend", "--json", *new).stdout == ""
    assert [cell.strip() for cell in call("spend", *new).stdout.split("│")[-6:-1]] == [
        *("total", "0", "0", "0"),
        "0",
    ]


@pytest.mark.parametrize("columns", ["60", "200"])
@pytest.mark.parametrize("team", ["[/x]", "[red]alarm", "t" * 256])
def test_whatever_callers_call_themselves_every_digit_is_shown(
    tmp_path: Path, team: str, columns: str
) -> None:
    file = tmp_path / "odd.db"
    asyncio.run(book(file, ((team, "1234.000000001", HOUR),)))

    table = call("spend", "--database", file, COLUMNS=columns).stdout

    names = [line.split("│")[1].strip() for line in table.splitlines() if "│" in line]
    assert "".join(names) == f"{team}total"
    assert table.count("1234.000000001") == 2


def test_what_is_no_duration_or_no_group_is_refused(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="'soon' is no duration"):
        call("spend", "--since", "soon", "--database", database)

    refused = call("spend", "--by", "planet", "--database", database)
    assert refused.exit_code == 2
    assert "'project'" in refused.stderr
    people = call("spend", "--by", "user", "--database", database)
    assert people.exit_code == 2
    assert "--user NAME" in people.stderr


def test_one_person_is_shown_with_a_reason_and_written_down(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="takes a reason"):
        call("spend", "--user", "ada", "--database", database)

    named = ("--user", "ada", "--why", "she asked", "--json", "--database", database)
    (line,) = call("spend", *named).stdout.splitlines()
    assert json.loads(line)["user"] == "ada"
    assert json.loads(line)["requests"] == 4
    log = call("audit", "list", "--database", database).stdout
    assert "spend.read" in log
    assert "user/ada" in log
