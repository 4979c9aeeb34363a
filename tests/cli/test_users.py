"""Tests of `router.cli.users`."""

import json
from pathlib import Path

import pytest

from router.core.errors import InvalidRequest
from tests.cli.calling import call


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.db"
    call("teams", "add", "search", "--database", file)
    call("teams", "add", "pay", "--database", file)
    return file


def users(database: Path, *arguments: str) -> str:
    return call("users", *arguments, "--database", database).stdout


def test_a_user_is_entered_listed_shown_and_moved(database: Path) -> None:
    said = users(database, "add", "ada", "--name", "Ada L.", "--team", "search")

    assert said == "The user 'ada' is in the directory.\n"
    (entry,) = json.loads(users(database, "list", "--json"))
    assert (entry["id"], entry["name"]) == ("ada", "Ada L.")
    assert entry["parent"] == {"kind": "team", "id": "search"}
    assert "│ ada " in users(database, "list")
    moved = users(database, "move", "ada", "--team", "pay")
    assert moved == "The user 'ada' belongs to the team 'pay'.\n"
    assert json.loads(users(database, "show", "ada", "--json"))["parent"]["id"] == "pay"


def test_a_user_belongs_to_one_thing(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="one thing only"):
        users(database, "add", "ada", "--team", "search", "--department", "rnd")


def test_a_user_may_belong_to_nothing(database: Path) -> None:
    users(database, "add", "ada", "--team", "search")

    assert users(database, "move", "ada", "--nothing") == "The user 'ada' belongs to nothing.\n"
