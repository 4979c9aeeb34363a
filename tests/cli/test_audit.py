"""Tests of `router.cli.audit`."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from router.bootstrap import open_desk
from router.core.admin_log import ActKind, AdminEvent, Head, Stage
from router.core.errors import ConfigurationError, InvalidRequest
from router.settings import Settings
from tests.cli.calling import call
from tests.contracts.test_admin_log import act

ACTS = (
    act("act_1"),
    act("act_1", stage=Stage.DONE),
    act("act_2", kind=ActKind.KEY_REVOKE, subject="key_\x1b[31m9", actor="os:ada"),
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A log of three events; the second act has no end."""
    file = tmp_path / "ledger.db"

    async def write() -> None:
        desk = open_desk(Settings.load({}, database=file))
        for one in ACTS:
            await desk.stores.admin_log.append(one)
        await desk.close()

    asyncio.run(write())
    return file


def tampered(database: Path, statement: str) -> None:
    """As somebody does who owns the file: triggers are no lock against them."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'admin_event'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)


def exported(database: Path) -> Path:
    file = database.with_name("log.jsonl")
    file.write_text(call("audit", "export", "--database", database).stdout)
    return file


def test_a_whole_log_is_told_with_its_head_and_acts_without_end(database: Path) -> None:
    told = call("audit", "verify", "--database", database)
    head = call("audit", "head", "--database", database).stdout.strip()
    assert told.exit_code == 0
    assert told.stdout == f"The audit log is whole: 3 events. Its head: {head}\n"
    assert told.stderr == "The act act_2, begun at event 3, has no end: look whether it was done.\n"
    assert Head.parse(head).seq == 3


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE admin_event SET actor = 'mallory' WHERE seq = 2", "Event 2 was edited"),
        ("UPDATE admin_event SET detail = '{}' WHERE seq = 3", "Event 3 was edited"),
        ("UPDATE admin_event SET at_us = 9000000000000000000 WHERE seq = 1", "Event 1 was edited"),
        ("UPDATE admin_event SET stage = 'none' WHERE seq = 3", "Event 3 was edited"),
        ("DELETE FROM admin_event WHERE seq = 2", "Event 2 is missing: event 3 follows 1."),
        ("UPDATE admin_event SET seq = seq + 5 WHERE seq = 2", "Event 2 is missing"),
        ("UPDATE admin_event SET seq = -seq WHERE seq = 1", "Event -1 stands after event 0"),
    ],
)
def test_the_first_broken_link_is_named(database: Path, statement: str, told: str) -> None:
    tampered(database, statement)
    found = call("audit", "verify", "--database", database)
    assert found.exit_code == 1
    assert found.stdout.startswith(f"The audit log is broken. {told}")


def test_an_end_that_was_cut_off_is_found_by_a_head_that_was_kept(database: Path) -> None:
    head = call("audit", "head", "--database", database).stdout.strip()
    tampered(database, "DELETE FROM admin_event WHERE seq = 3")
    assert call("audit", "verify", "--database", database).exit_code == 0
    found = call("audit", "verify", "--head", head, "--database", database)
    assert found.exit_code == 1
    assert "The log ends with event 2, but the head of event 3 was kept" in found.stdout


def test_an_export_is_checked_without_the_database(database: Path) -> None:
    file = exported(database)
    head = call("audit", "head", "--database", database).stdout.strip()
    database.unlink()
    whole = call("audit", "verify", "--file", file, "--head", head)
    assert (whole.exit_code, head in whole.stdout) == (0, True)
    first, *rest = file.read_text().splitlines(keepends=True)
    file.write_text("".join(rest))
    assert "Event 1 is missing" in call("audit", "verify", "--file", file).stdout
    file.write_text(first)
    assert "were cut off" in call("audit", "verify", "--file", file, "--head", head).stdout


def test_an_export_holds_each_event_as_it_is_kept(database: Path) -> None:
    lines = exported(database).read_text().splitlines()
    assert [AdminEvent(**json.loads(line)).head.seq for line in lines] == [1, 2, 3]


@pytest.mark.parametrize("line", ["", "{}", "[1]", "no JSON", '{"seq": 1}'])
def test_what_is_no_export_is_told_with_its_line(database: Path, line: str) -> None:
    file = exported(database)
    file.write_text(file.read_text() + line + "\n")
    with pytest.raises(InvalidRequest, match=r"log\.jsonl:4: this is no event of an export"):
        call("audit", "verify", "--file", file)


def test_values_of_another_type_are_no_event(database: Path) -> None:
    file = exported(database)
    file.write_text(file.read_text().replace('"seq": 1', '"seq": "1"'))
    with pytest.raises(InvalidRequest, match="no event of an export"):
        call("audit", "verify", "--file", file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="cannot be read"):
        call("audit", "verify", "--file", tmp_path / "none")


def test_acts_are_listed_newest_first_and_names_do_not_command_the_terminal(
    database: Path,
) -> None:
    told = call("audit", "list", "--database", database).stdout
    assert told.index("key.revoke") < told.index("key.create")
    assert "\x1b" not in told
    assert "'key_\\x1b[31m9'" in told


@pytest.mark.parametrize(
    ("arguments", "seqs"),
    [
        ((), [3, 2, 1]),
        (("--limit", "1"), [3]),
        (("--actor", "key_admin"), [2, 1]),
        (("--kind", "key.revoke"), [3]),
        (("--subject", "search-app"), [2, 1]),
    ],
)
def test_acts_are_found_by_what_they_say(
    database: Path, arguments: tuple[str, ...], seqs: list[int]
) -> None:
    told = call("audit", "list", *arguments, "--json", "--database", database).stdout
    assert [json.loads(line)["seq"] for line in told.splitlines()] == seqs


def test_a_kind_of_act_that_there_is_not_is_told(database: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"Kinds: key\.create"):
        call("audit", "list", "--kind", "keys", "--database", database)


def test_without_a_ledger_there_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no ledger"):
        call("audit", "verify", "--database", tmp_path / "none.db")
