"""Tests of `router.cli.findings`."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.findings import SqliteFindings
from router.core.errors import InvalidRequest
from router.core.finding import Subject, SubjectKind
from tests.cli.calling import call
from tests.contracts.test_findings import finding


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """With one that is acting, and one of a name that no terminal should obey, only told."""
    now = datetime.now(UTC)
    new = replace(finding(), opened_at=now, last_at=now, until=now + timedelta(hours=1))
    odd = replace(
        new,
        id="fnd_2",
        subject=Subject(SubjectKind.USER, "\x1b[31m"),
        is_acting=False,
        spared_because="It is protected.",
    )
    file = Database(tmp_path / "ledger.db")
    for one in (new, odd):
        asyncio.run(SqliteFindings(file).add(one))
    file.close()
    return tmp_path / "ledger.db"


def run(database: Path, *arguments: str) -> str:
    return call("findings", *arguments, "--database", database).stdout


def listed(database: Path, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run(database, "list", "--json", *arguments))
    return found


def test_they_are_listed_with_their_state(database: Path) -> None:
    table = run(database, "list")

    assert "acting" in table
    assert "only told" in table
    assert "\x1b[31m" not in table


def test_some_are_listed_where_asked(database: Path) -> None:
    assert [one["id"] for one in listed(database, "--subject", "key:key_1")] == ["fnd_1"]
    assert listed(database, "--kind", "loop") == []
    assert len(listed(database, "--open", "--since", "1h", "--most", "1")) == 1


def test_one_is_shown_with_words_and_numbers(database: Path) -> None:
    shown = run(database, "show", "fnd_1")

    assert "90 requests within a minute; 12 are usual." in shown
    assert "requests_per_minute 90" in shown
    assert json.loads(run(database, "show", "fnd_2", "--json"))["is_acting"] is False


def test_one_command_releases_it_and_the_log_says_who_and_why(database: Path) -> None:
    told = run(database, "release", "fnd_1", "--false-alarm", "--why", "nightly batch")

    assert "threshold of burst of key:key_1 is now 1.50 fold" in told
    assert listed(database, "--open", "--subject", "key:key_1") == []
    log = call("audit", "list", "--database", database).stdout
    assert "finding.release" in log


def test_one_is_confirmed(database: Path) -> None:
    assert run(database, "confirm", "fnd_1").startswith("fnd_1 is confirmed.")
    assert "people said   true" in run(database, "show", "fnd_1")


def test_what_is_not_there_or_makes_no_sense_is_refused(database: Path) -> None:
    for arguments in (["show", "nothing"], ["list", "--subject", "ada"]):
        with pytest.raises(InvalidRequest):
            run(database, *arguments)
