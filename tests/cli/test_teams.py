"""Tests of `router.cli.teams`."""

import json
from pathlib import Path

import pytest

from router.core.errors import InvalidRequest
from tests.cli.calling import call


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.db"
    call("directory", "add", "department", "rnd", "--database", file)
    call("directory", "add", "organisation", "acme", "--database", file)
    call("directory", "add", "cost_centre", "cc-1", "--database", file)
    return file


def teams(database: Path, *arguments: str) -> str:
    return call("teams", *arguments, "--database", database).stdout


def test_a_team_is_entered_listed_shown_and_moved(database: Path) -> None:
    call("users", "add", "ada", "--database", database)
    told = ("--name", "Search", "--department", "rnd", "--cost-centre", "cc-1")

    assert teams(database, "add", "search", *told) == "The team 'search' is in the directory.\n"
    assert json.loads(teams(database, "list", "--json")) == [
        {
            "kind": "team",
            "id": "search",
            "name": "Search",
            "parent": {"kind": "department", "id": "rnd"},
            "cost_centre": "cc-1",
            "archived_at": None,
        }
    ]
    assert "search" in teams(database, "list")
    assert "ada" not in teams(database, "list")
    assert json.loads(teams(database, "show", "search", "--json"))["below"] == []
    moved = teams(database, "move", "search", "--organisation", "acme")
    assert moved == "The team 'search' belongs to the organisation 'acme'.\n"


def test_a_team_that_is_moved_nowhere_stays(database: Path) -> None:
    teams(database, "add", "search")

    with pytest.raises(InvalidRequest, match="or --nothing"):
        teams(database, "move", "search")


def test_only_teams_are_found(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="no team 'rnd'"):
        teams(database, "show", "rnd")
