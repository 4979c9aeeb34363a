"""Tests of `router.cli.quotas`."""

import json
from pathlib import Path

import pytest

from router.core.errors import InvalidRequest
from tests.cli.calling import call


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def put(database: Path, *arguments: str) -> str:
    return call("quotas", "set", *arguments, "--database", database).stdout


def test_quotas_are_listed_with_whose_they_are_and_what_is_used(database: Path) -> None:
    put(database, "burst", "--limit", "600", "--unit", "requests", "--per", "minute", "--key", "k")
    put(database, "once", "--limit", "5", "--unit", "concurrent")

    rows = [
        [cell.strip() for cell in line.split("│")[1:-1]]
        for line in call("quotas", "list", "--database", database).stdout.splitlines()
        if "│" in line
    ]

    assert rows == [
        ["burst", "key k", "600 requests a minute", "0", "0"],
        ["once", "everybody", "5 requests at once", "0", "0"],
    ]


def test_what_is_not_written_again_stays(database: Path) -> None:
    put(database, "burst", "--limit", "600", "--unit", "tokens", "--per", "hour", "--team", "a")

    told = put(database, "burst", "--limit", "700")

    (found,) = json.loads(call("quotas", "list", "--json", "--database", database).stdout)
    assert told.startswith("burst is changed.")
    assert (found["limit"], found["unit"], found["per"], found["team"]) == (
        700,
        "tokens",
        "hour",
        "a",
    )
    assert found["state"]["limit"] == "700"


def test_a_quota_that_was_removed_is_gone(database: Path) -> None:
    put(database, "burst", "--limit", "600", "--unit", "tokens", "--per", "hour")

    told = call("quotas", "remove", "burst", "--database", database).stdout

    assert told.startswith("burst is removed.")
    assert json.loads(call("quotas", "list", "--json", "--database", database).stdout) == []


def test_a_mistake_names_the_field(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="'unit' of the quota 'burst'"):
        put(database, "burst", "--limit", "600", "--unit", "miles", "--per", "hour")
