"""Tests of `router.cli.texts`."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from router.bootstrap import open_desk
from router.core.errors import InvalidRequest
from router.core.kept_text import KeptText
from router.settings import Settings
from tests.cli.calling import call

DAY = timedelta(days=1)
MESSAGES = [{"role": "user", "content": "Größe?"}]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Texts of an hour, of ten days and of forty days ago."""
    file = tmp_path / "ledger.db"
    asyncio.run(keep(file))
    return file


async def keep(file: Path) -> None:
    desk = open_desk(Settings.load({}, database=file))
    for name, ago in (("new", DAY / 24), ("old", 10 * DAY), ("oldest", 40 * DAY)):
        at = datetime.now(UTC) - ago
        await desk.stores.texts.keep(
            [KeptText(decision_id=f"dec_{name}", at=at, messages=MESSAGES, answer="42")]
        )
    await desk.close()


def exported(database: Path, *, since: str) -> list[dict[str, object]]:
    file = database.with_name("texts.jsonl")
    call("texts", "export", file, "--since", since, "--database", database)
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_lines_are_what_label_reads_oldest_first(database: Path) -> None:
    lines = exported(database, since="20d")

    assert lines == [
        {"id": "dec_old", "messages": MESSAGES, "answer": "42"},
        {"id": "dec_new", "messages": MESSAGES, "answer": "42"},
    ]


def test_the_file_is_for_its_owner_alone(database: Path) -> None:
    exported(database, since="20d")

    assert database.with_name("texts.jsonl").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "environment", "left"),
    [
        ((), {}, 2),
        ((), {"TIERWISE_TEXT_DAYS": "5"}, 1),
        (("--older-than", "2w"), {}, 2),
        (("--older-than", "7d"), {}, 1),
        (("--everything",), {}, 0),
    ],
)
def test_a_purge_goes_by_the_retention_or_by_what_is_told(
    database: Path, arguments: tuple[str, ...], environment: dict[str, str], left: int
) -> None:
    shown = call("texts", "purge", *arguments, "--database", database, **environment)

    assert shown.stdout == f"{3 - left} texts and comments are deleted.\n"
    assert len(exported(database, since="52w")) == left


def test_both_ways_of_saying_how_much_are_one_too_many(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="either"):
        call("texts", "purge", "--everything", "--older-than", "1d", "--database", database)


def test_where_nothing_is_kept_it_says_which_setting_keeps(tmp_path: Path) -> None:
    new = ("--database", tmp_path / "new.db")
    call("keys", "create", "laptop", *new)

    shown = call("texts", "export", tmp_path / "texts.jsonl", *new)

    assert "TIERWISE_STORE_TEXT" in shown.stderr


def test_a_file_that_cannot_be_written_is_told(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="cannot be written"):
        call("texts", "export", database.parent / "no" / "t.jsonl", "--database", database)
