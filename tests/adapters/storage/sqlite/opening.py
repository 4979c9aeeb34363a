"""Databases and ledgers on a file of a test."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.sqlite import open_sqlite
from router.adapters.storage.sqlite.checkpoint import Checkpointer
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.ledger import SqliteLedger
from router.adapters.storage.sqlite.writer import Writer
from router.adapters.storage.stores import Stores
from tests.contracts.fixed_clock import FixedClock

NEVER_S = 3_600.0


def opened(path: Path, *, pepper: bytes | None = None) -> Stores:
    return open_sqlite(
        path,
        clock=FixedClock(),
        to_text=rulebook_to_text,
        from_text=rulebook_from_text,
        pepper=pepper,
    )


def ledger_on(database: Database) -> SqliteLedger:
    checkpointer = Checkpointer(database.connect, every_s=NEVER_S)
    return SqliteLedger(Writer(database), checkpointer=checkpointer)


@contextmanager
def another_process(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection as another program would open it."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        yield connection
