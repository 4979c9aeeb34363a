"""Tests of `router.cli.directory_words`."""

import json

import pytest

from router.cli.directory_words import show_entries, show_entry
from router.core.directory import Directory, Entry, EntryKind, Place
from tests.factories import NOON

ACME = Entry(kind=EntryKind.ORGANISATION, id="acme")
PAYER = Entry(kind=EntryKind.COST_CENTRE, id="cc-1")
RND = Entry(kind=EntryKind.DEPARTMENT, id="rnd", parent=ACME.place, cost_centre="cc-1")
SEARCH = Entry(
    kind=EntryKind.TEAM, id="search", name="[red]Search", parent=RND.place, archived_at=NOON
)
ADA = Entry(kind=EntryKind.USER, id="ada", parent=SEARCH.place)
BOB = Entry(kind=EntryKind.USER, id="bob", parent=SEARCH.place)
FOUND = Directory.of([ACME, PAYER, RND, SEARCH, ADA, BOB])


def test_an_entry_is_shown_with_what_stands_above_and_below(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_entry(FOUND, SEARCH.place, as_json=False)

    assert [line.split("  ", 1) for line in capsys.readouterr().out.splitlines()] == [
        ["team", "            search"],
        ["name", "            [red]Search"],
        ["belongs to", "      acme / rnd"],
        ["cost centre", "     cc-1 (as department 'rnd')"],
        ["state", "           archived 2026-11-20"],
        ["users", "           ada, bob"],
    ]


def test_what_is_not_said_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_entry(FOUND, ACME.place, as_json=False)

    labels = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()]
    assert labels == ["organisation", "departments"]


def test_a_cost_centre_shows_what_it_pays(capsys: pytest.CaptureFixture[str]) -> None:
    show_entry(FOUND, PAYER.place, as_json=True)

    assert json.loads(capsys.readouterr().out)["below"] == [{"kind": "department", "id": "rnd"}]


def test_a_table_has_a_row_for_each_and_takes_names_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_entries(FOUND, None, as_json=False)

    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("│")]
    cells = [[cell.strip() for cell in row.split("│")[1:-1]] for row in rows]
    assert [row[1] for row in cells] == ["acme", "cc-1", "rnd", "search", "ada", "bob"]
    assert cells[3][2:4] == ["[red]Search", "acme / rnd"]
    assert cells[4][3:5] == ["acme / rnd / search", "cc-1 (as department 'rnd')"]


def test_a_place_that_is_not_there_says_so() -> None:
    with pytest.raises(Exception, match="no team 'none' in the directory"):
        show_entry(FOUND, Place(EntryKind.TEAM, "none"), as_json=True)
