"""Tests of `router.cli.budgets`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from router.core.errors import ConfigurationError, InvalidRequest
from tests.cli.calling import call


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def put(database: Path, *arguments: str) -> str:
    return call("budgets", "set", *arguments, "--database", database).stdout


def listed(database: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        call("budgets", "list", "--json", "--database", database).stdout
    )
    return found


def test_a_budget_that_was_set_is_listed_with_all_that_was_said_of_it(database: Path) -> None:
    told = put(
        database,
        *("search", "--limit-usd", "100.5", "--per", "month", "--team", "search"),
        *("--timezone", "Europe/Berlin", "--starts-on", "25", "--carry-over-usd", "20"),
        *("--contact", "finance@acme.example", "--tier", "premium"),
    )

    (found,) = listed(database)
    state = found.pop("state")
    assert told == "search is set. Running services follow within a second.\n"
    assert found == {
        "id": "search",
        "limit_usd": "100.5",
        "per": "month",
        "team": "search",
        "tier": "premium",
        "timezone": "Europe/Berlin",
        "starts_on": 25,
        "carry_over_usd": "20",
        "contact": "finance@acme.example",
        "hard": True,
        "increases": [],
    }
    assert (state["limit"], state["spent"], state["held"]) == ("120.5", "0", "0")


def test_what_is_not_written_again_stays(database: Path) -> None:
    put(database, "search", "--limit-usd", "100", "--per", "day", "--team", "search")

    told = put(database, "search", "--limit-usd", "120", "--soft")

    (found,) = listed(database)
    assert told.startswith("search is changed.")
    assert (found["limit_usd"], found["team"], found["hard"]) == ("120", "search", False)


def test_the_table_tells_how_budgets_stand(database: Path) -> None:
    put(database, "search", "--limit-usd", "100", "--window", "30d", "--team", "search")
    put(database, "all", "--limit-usd", "5", "--per", "year", "--soft")

    rows = [
        [cell.strip() for cell in line.split("│")[1:-1]]
        for line in call("budgets", "list", "--database", database).stdout.splitlines()
        if "│" in line
    ]

    assert [row[:7] for row in rows] == [
        ["all", "everybody", "year", "5", "0", "0", "0%"],
        ["search", "team search", "window of 30d", "100", "0", "0", "0%"],
    ]
    assert [row[-1] for row in rows] == ["soft", "hard"]


def test_an_increase_is_shown_with_who_and_why(database: Path) -> None:
    put(database, "search", "--limit-usd", "100", "--per", "month")

    told = call(
        *("budgets", "increase", "search", "50", "--until", "7d", "--why", "launch"),
        *("--author", "ada", "--database", database),
    ).stdout

    assert re.match(r"search has 50 USD more until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.", told)
    shown = call("budgets", "show", "search", "--database", database).stdout
    assert "limit   150" in shown
    assert re.search(r"more    50 USD from .* until .*, by ada: launch", shown)


def test_an_increase_may_begin_and_end_at_moments(database: Path) -> None:
    put(database, "search", "--limit-usd", "100", "--per", "month")

    call(
        *("budgets", "increase", "search", "50", "--why", "launch", "--author", "ada"),
        *("--since", "2090-01-01T00:00+01:00", "--until", "2090-02-01T00:00+01:00"),
        *("--database", database),
    )

    (found,) = listed(database)
    assert found["increases"][0]["since"] == "2090-01-01T00:00:00+01:00"
    assert found["state"]["limit"] == "100"


@pytest.mark.parametrize("moment", ["soon", "2026-12-01", "2026-12-01T00:00"])
def test_a_moment_needs_its_zone(database: Path, moment: str) -> None:
    with pytest.raises(InvalidRequest, match="with its zone"):
        call(
            *("budgets", "increase", "search", "50", "--until", moment, "--why", "launch"),
            *("--database", database),
        )


def test_an_amount_is_a_number(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="'much' is no amount"):
        call(
            *("budgets", "increase", "search", "much", "--until", "7d", "--why", "launch"),
            *("--database", database),
        )


def test_one_budget_is_shown_as_json_too(database: Path) -> None:
    put(database, "search", "--limit-usd", "100", "--per", "month")
    put(database, "pay", "--limit-usd", "7", "--per", "month")

    shown = call("budgets", "show", "pay", "--json", "--database", database).stdout

    assert json.loads(shown)["limit_usd"] == "7"


def test_a_budget_that_was_removed_is_gone(database: Path) -> None:
    put(database, "search", "--limit-usd", "100", "--per", "month")

    told = call("budgets", "remove", "search", "--database", database).stdout

    assert told.startswith("search is removed.")
    assert listed(database) == []


@pytest.mark.parametrize("command", [["show"], ["remove"]])
def test_one_that_is_not_there_is_told(database: Path, command: list[str]) -> None:
    put(database, "search", "--limit-usd", "100", "--per", "month")

    with pytest.raises(InvalidRequest, match="no budget 'pay'"):
        call("budgets", *command, "pay", "--database", database)


def test_a_mistake_names_the_field_and_sets_nothing(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="'limit_usd' of the budget 'search'"):
        put(database, "search", "--limit-usd", "x", "--per", "month")

    assert listed(database) == []


def test_without_a_ledger_nothing_is_listed(database: Path) -> None:
    with pytest.raises(ConfigurationError, match="no ledger"):
        listed(database)
