"""Tests of `router.cli.feedback`."""

import asyncio
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from router.bootstrap import open_desk
from router.core.errors import InvalidRequest
from router.core.feedback import Feedback, Verdict
from router.core.feedback_tally import FeedbackBy
from router.settings import Settings
from tests.cli.calling import call
from tests.factories import caller, decision_record, facts, ledger_entry

TEAMS = ("[red]sea", "land")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("feedback") / "ledger.db"
    asyncio.run(speak(file))
    return file


async def speak(file: Path) -> None:
    """Five people of one team accept, six of another reject."""
    desk = open_desk(Settings.load({}, database=file))
    for number in range(11):
        who = caller(team=TEAMS[number // 5 > 0], user=f"person-{number}")
        name, now = f"dec_{number}", datetime.now(UTC)
        entry = ledger_entry(id=f"led_{number}", decision_id=name, at=now, who=who, cost_usd="0.5")
        await desk.stores.ledger.append(entry, decision_record(id=name, on=facts(who=who)))
        said = Feedback(
            id=f"fb_{number}",
            decision_id=name,
            at=now,
            key_id="key_1",
            verdict=Verdict.ACCEPTED if number < 5 else Verdict.REJECTED,
            outcome_value_usd=Decimal("0.000000001"),
        )
        await desk.stores.feedback.add(said)
    await desk.close()


def test_json_is_a_line_for_each_group_and_exact(database: Path) -> None:
    shown = call("feedback", "--by", "team", "--json", "--database", database)

    assert [json.loads(line) for line in shown.stdout.splitlines()] == [
        {
            "team": "land",
            "answers": 6,
            "accepted": 0,
            "edited": 0,
            "rejected": 6,
            "mean_score": 0.0,
            "outcome_value_usd": "0.000000006",
            "cost_usd": "3",
        },
        {
            "team": "[red]sea",
            "answers": 5,
            "accepted": 5,
            "edited": 0,
            "rejected": 0,
            "mean_score": 1.0,
            "outcome_value_usd": "0.000000005",
            "cost_usd": "2.5",
        },
    ]


def test_unasked_it_shows_deployments_of_a_month_in_a_table(database: Path) -> None:
    lines = call("feedback", "--database", database).stdout.splitlines()

    assert lines[0].strip() == "Feedback by deployment in the last 30d"
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "│" in line]
    assert rows == [["small", "11", "5", "0", "6", "0.45", "0.000000011", "5.5"]]


def test_whatever_teams_call_themselves_is_shown_as_it_is(database: Path) -> None:
    assert "[red]sea" in call("feedback", "--by", "team", "--database", database).stdout


@pytest.mark.parametrize("by", FeedbackBy)
@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_no_person_is_named_however_one_asks(
    database: Path, by: FeedbackBy, as_json: tuple[str, ...]
) -> None:
    shown = call("feedback", "--by", by.value, *as_json, "--database", database).stdout

    assert "person-" not in shown


def test_people_cannot_be_asked_for(database: Path) -> None:
    refused = call("feedback", "--by", "user", "--database", database)

    assert refused.exit_code == 2
    assert "'tier'" in refused.stderr


def test_where_nobody_spoke_it_says_how_one_would(tmp_path: Path) -> None:
    new = ("--database", tmp_path / "new.db")
    call("keys", "create", "laptop", *new)

    assert "POST /v1/feedback" in call("feedback", *new).stdout
    assert call("feedback", "--json", *new).stdout == ""


def test_what_is_no_duration_is_refused(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="'soon' is no duration"):
        call("feedback", "--since", "soon", "--database", database)
