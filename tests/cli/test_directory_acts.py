"""Tests of `router.cli.directory_acts`."""

from pathlib import Path

import pytest

from router.cli.directory_acts import enter, move_to, show_kind, show_place
from router.core.directory import Entry, EntryKind, Place
from router.core.errors import InvalidRequest

RND = Place(EntryKind.DEPARTMENT, "rnd")
SEARCH = Place(EntryKind.TEAM, "search")


def test_each_act_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = tmp_path / "ledger.db"

    enter(Entry(kind=EntryKind.DEPARTMENT, id="rnd"), database)
    enter(Entry(kind=EntryKind.TEAM, id="search"), database)
    move_to(SEARCH, RND, database=database)
    move_to(SEARCH, None, database=database)

    assert capsys.readouterr().out.splitlines() == [
        "The department 'rnd' is in the directory.",
        "The team 'search' is in the directory.",
        "The team 'search' belongs to the department 'rnd'.",
        "The team 'search' belongs to nothing.",
    ]


def test_what_is_there_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = tmp_path / "ledger.db"
    enter(Entry(kind=EntryKind.TEAM, id="search", name="Search"), database)
    capsys.readouterr()

    show_place(SEARCH, as_json=False, database=database)
    shown = capsys.readouterr().out
    show_kind(EntryKind.DEPARTMENT, as_json=True, database=database)

    assert [line.split() for line in shown.splitlines()] == [["team", "search"], ["name", "Search"]]
    assert capsys.readouterr().out == "[]\n"
    with pytest.raises(InvalidRequest):
        show_place(RND, as_json=False, database=database)
