"""Does the page on operating agree with the settings, the commands and the ledger?"""

import os
import sqlite3

import httpx
import pytest

from router.settings import SETTINGS
from tests.docs.command_tables import command_reference
from tests.docs.conftest import Running
from tests.docs.pages import ROOT, rows

PAGE = ROOT / "docs" / "operating.md"
TEXT = PAGE.read_text("utf-8")
REQUESTS = 100
MOST_KB = 6
LONG = "Compare the two drafts of the contract, clause by clause, and say which risks remain. " * 40


def test_every_setting_is_listed_with_its_meaning() -> None:
    listed = {row[0].strip("`"): row[1] for row in rows(PAGE, "variable")}
    assert listed == dict(SETTINGS)


@pytest.mark.parametrize("reference", command_reference(), ids=lambda text: text.split("`")[1])
def test_every_command_is_listed_with_its_options(reference: str) -> None:
    assert reference in TEXT


def test_no_command_is_listed_that_does_not_exist() -> None:
    listed = [line for line in TEXT.splitlines() if line.startswith("### `tierwise")]
    assert listed == [reference.splitlines()[0] for reference in command_reference()]


def test_a_request_adds_less_to_the_database_than_the_page_says(service: Running) -> None:
    before = _bytes_in_use(service)
    body = {"model": "auto", "messages": [{"role": "user", "content": LONG}]}
    with httpx.Client(base_url=service.url) as client:
        for _ in range(REQUESTS):
            assert client.post("/v1/chat/completions", json=body).status_code == 200
    assert _bytes_in_use(service) - before < REQUESTS * MOST_KB * 1_000
    assert f"A request adds less than {MOST_KB} kB to the database" in TEXT


def test_database_and_pepper_are_readable_by_their_owner_only(service: Running) -> None:
    for name in ("tierwise.db", "tierwise.db.pepper"):
        assert (service.folder / ".tierwise" / name).stat().st_mode & 0o077 == 0


def test_the_text_of_prompts_is_not_kept(service: Running) -> None:
    word = f"zyzzyva{os.getpid()}"
    body = {"model": "auto", "messages": [{"role": "user", "content": f"Define {word}, please."}]}
    assert httpx.post(f"{service.url}/v1/chat/completions", json=body).status_code == 200
    folder = service.folder / ".tierwise"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path.name for path in files if word.encode() in path.read_bytes()]


def _bytes_in_use(service: Running) -> int:
    connection = sqlite3.connect(service.folder / ".tierwise" / "tierwise.db")
    try:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    finally:
        connection.close()
    return int(pages) * int(size)
