"""Tests of `router.cli.analytics`."""

import asyncio
import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from classifier.labels import Complexity
from router.bootstrap import open_desk
from router.core.errors import InvalidRequest
from router.core.feedback import Feedback, Verdict
from router.core.tier import Tier
from router.settings import Settings
from tests.cli.calling import call
from tests.factories import assessment, caller, decision_record, facts, ledger_entry

TEAMS = {"search": 7, "pay": 6, "[red]law": 2}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("analytics") / "ledger.db"
    asyncio.run(book(file, TEAMS))
    return file


async def book(file: Path, teams: dict[str, int]) -> None:
    desk = open_desk(Settings.load({}, database=file))
    at = datetime.now(UTC) - timedelta(days=2)
    for team, people in teams.items():
        for number in range(people):
            id_, who = f"dec_{team}_{number}", caller(team=team, user=f"{team}-{number}")
            said = assessment(complexity=Complexity.TRIVIAL)
            record = replace(
                decision_record(id=id_, on=facts(who=who, at=at, said=said)), tier=Tier.PREMIUM
            )
            entry = ledger_entry(id=f"led{id_}", decision_id=id_, at=at, who=who, cost_usd="0.5")
            await desk.stores.ledger.append(entry, record)
            verdict = Verdict.ACCEPTED if number else Verdict.REJECTED
            await desk.stores.feedback.add(
                Feedback(id=f"fb{id_}", decision_id=id_, at=at, key_id="k", verdict=verdict)
            )
    await desk.close()


def test_a_table_shows_groups_of_five_and_merges_the_others(database: Path) -> None:
    shown = call("analytics", "behaviour", "--database", database).stdout

    rows = [
        [cell.strip() for cell in line.split("│")[1:-1]]
        for line in shown.splitlines()
        if "│" in line
    ]
    assert [row[:4] for row in rows] == [
        ["search", "7", "7", "3.5000"],
        ["(others, merged)", "8", "8", "4.0000"],
    ]
    assert "[red]law" not in shown
    assert "100.0%" in rows[0][5]
    assert "7 judged" in rows[0][-1]


def test_programs_are_told_the_same_as_json_and_as_csv(database: Path) -> None:
    lines = call("analytics", "behaviour", "--json", "--database", database).stdout.splitlines()
    table = call("analytics", "behaviour", "--csv", "--database", database).stdout

    told = [json.loads(line) for line in lines]
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["team"] for row in rows] == [one["group"] for one in told]
    assert [row["wasted_usd"] for row in rows] == [one["wasted_usd"] for one in told]
    assert rows[0]["rejected_requests"] == "1"
    assert rows[0]["accepted"] == "6"


def test_fewer_than_five_people_are_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "small.db"
    asyncio.run(book(file, {"law": 4}))

    shown = call("analytics", "behaviour", "--database", file).stdout
    assert shown.startswith("What fewer than five people asked is not shown.")
    assert call("analytics", "behaviour", "--json", "--database", file).stdout == ""


def test_where_nobody_asked_it_says_so(database: Path) -> None:
    shown = call("analytics", "behaviour", "--team", "none", "--database", database).stdout
    assert shown.startswith("Nobody asked anything in the last 30d.")


@pytest.mark.parametrize("since", ["12h", "1d", "soon", "99w"])
def test_parts_of_days_and_so_few_or_many_are_refused(database: Path, since: str) -> None:
    with pytest.raises(InvalidRequest):
        call("analytics", "behaviour", "--since", since, "--database", database)


def test_people_are_no_groups(database: Path) -> None:
    refused = call("analytics", "behaviour", "--by", "user", "--database", database)
    assert refused.exit_code == 2
