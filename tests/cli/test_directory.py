"""Tests of `router.cli.directory`."""

import json
from pathlib import Path

import pytest

from router.core.errors import ConfigurationError, InvalidRequest
from tests.cli.calling import call


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def directory(database: Path, *arguments: str) -> str:
    return call("directory", *arguments, "--database", database).stdout


def listed(database: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(directory(database, "list", "--json"))
    return found


@pytest.fixture
def acme(database: Path) -> Path:
    """An organisation with a team of each depth."""
    directory(database, "add", "organisation", "acme")
    directory(database, "add", "cost_centre", "cc-1", "--name", "Research")
    directory(
        database, "add", "department", "rnd", "--organisation", "acme", "--cost-centre", "cc-1"
    )
    directory(database, "add", "team", "search", "--department", "rnd")
    directory(database, "add", "service_account", "indexer", "--team", "search")
    return database


def test_what_is_entered_is_listed_from_above(acme: Path) -> None:
    assert [(entry["kind"], entry["id"]) for entry in listed(acme)] == [
        ("organisation", "acme"),
        ("cost_centre", "cc-1"),
        ("department", "rnd"),
        ("team", "search"),
        ("service_account", "indexer"),
    ]


def test_only_one_kind_is_listed_where_it_is_named(acme: Path) -> None:
    found = json.loads(directory(acme, "list", "team", "--json"))

    assert [entry["id"] for entry in found] == ["search"]


def test_an_entry_says_what_it_did(database: Path) -> None:
    assert directory(database, "add", "team", "a") == "The team 'a' is in the directory.\n"
    assert directory(database, "archive", "team", "a") == "The team 'a' is archived.\n"
    assert directory(database, "restore", "team", "a") == "The team 'a' is restored.\n"
    assert directory(database, "change", "team", "a", "--name", "A") == "The team 'a' is changed.\n"
    assert directory(database, "remove", "team", "a") == "The team 'a' is removed.\n"
    assert listed(database) == []


def test_a_move_changes_what_it_belongs_to_and_nothing_else(acme: Path) -> None:
    before = {str(entry["id"]): entry for entry in listed(acme)}

    said = directory(acme, "move", "team", "search", "--organisation", "acme")

    after = {str(entry["id"]): entry for entry in listed(acme)}
    assert said == "The team 'search' belongs to the organisation 'acme'.\n"
    assert after.pop("search")["parent"] == {"kind": "organisation", "id": "acme"}
    del before["search"]
    assert after == before
    said = directory(acme, "move", "team", "search", "--nothing")
    assert said == "The team 'search' belongs to nothing.\n"


def test_a_name_is_changed_and_the_payer_stays_and_the_other_way_round(acme: Path) -> None:
    directory(acme, "change", "department", "rnd", "--name", "Research")
    changed = listed(acme)[2]
    assert (changed["name"], changed["cost_centre"]) == ("Research", "cc-1")

    directory(acme, "change", "department", "rnd", "--no-cost-centre")

    changed = listed(acme)[2]
    assert (changed["name"], changed["cost_centre"]) == ("Research", None)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "team", "search"], "in the directory already"),
        (["add", "team", "x", "--team", "search"], "cannot belong to a team"),
        (["add", "user", "x", "--team", "search", "--department", "rnd"], "Name the nearest"),
        (["add", "user", "x", "--team", "none"], "no team 'none'"),
        (["add", "team", "x", "--cost-centre", "none"], "no cost centre 'none'"),
        (["move", "team", "search"], "or --nothing"),
        (["move", "team", "search", "--department", "rnd", "--nothing"], "or --nothing"),
        (["change", "team", "search"], "what is to change"),
        (["remove", "department", "rnd"], "team 'search'"),
        (["remove", "cost_centre", "cc-1"], "department 'rnd'"),
        (["show", "user", "nobody"], "no user 'nobody'"),
    ],
)
def test_a_mistake_is_told_and_changes_nothing(acme: Path, arguments: list[str], says: str) -> None:
    before = listed(acme)

    with pytest.raises(InvalidRequest, match=says):
        directory(acme, *arguments)

    assert listed(acme) == before


def test_only_an_entry_makes_a_file(database: Path) -> None:
    with pytest.raises(ConfigurationError, match="no ledger"):
        directory(database, "list")

    assert not database.exists()
