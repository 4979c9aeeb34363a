"""Is what requests write together what each would have written alone?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from router.adapters.storage.hold_rows import hold_to_row
from router.adapters.storage.rows import entry_to_row
from router.adapters.storage.sqlite.books import Books
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.counters import slice_of
from router.core.hold import Hold
from router.core.ledger import DecisionRecord, LedgerEntry
from tests import factories
from tests.contracts.holding import claim, hold

HELD = hold(claim("a", amount=5), claim("b", amount=7))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "ledger.db")) as database:
        yield database


@pytest.fixture
def books(database: Database) -> Books:
    return Books(database.loop)


def decided(id: str) -> DecisionRecord:
    return factories.decision_record(id=id)


def settle(books: Books, entry: LedgerEntry) -> None:
    books.settle(entry, entry_to_row(entry), decision=decided(entry.decision_id))


def keep(books: Books, wanted: Hold) -> None:
    for one in wanted.claims:
        books.counters.move(one, held=one.amount)
    books.hold(hold_to_row(wanted), decided(wanted.entry.decision_id))


def write(books: Books) -> None:
    books.end_turn()
    books.end()


def found(database: Database, query: str) -> list[tuple[object, ...]]:
    return database.loop.execute(query).fetchall()


def test_a_decision_is_recorded_once_and_stays_as_it_was(database: Database, books: Books) -> None:
    for reason, id in (("because", "led_1"), ("another", "led_2")):
        entry = factories.ledger_entry(id=id)
        books.settle(entry, entry_to_row(entry), decision=replace(decided("dec_1"), reason=reason))
    write(books)
    later = factories.ledger_entry(id="led_3")
    books.settle(later, entry_to_row(later), decision=replace(decided("dec_1"), reason="later"))
    write(books)
    assert found(database, "SELECT id, reason FROM decision") == [("dec_1", "because")]
    assert found(database, "SELECT id FROM ledger_entry ORDER BY seq") == [
        ("led_1",),
        ("led_2",),
        ("led_3",),
    ]


def test_settling_frees_what_was_held_and_spends_what_was_used(
    database: Database, books: Books
) -> None:
    other = hold(claim("a", amount=3))
    keep(books, HELD)
    keep(books, other)
    write(books)
    assert slice_of(database.loop, "a", slice_us=HELD.claims[0].slice_us) == (0, 8)
    after = Books(database.loop)
    cost = replace(HELD.entry, cost_usd=factories.ledger_entry(cost_usd="0.000000002").cost_usd)
    settle(after, cost)
    settle(after, factories.ledger_entry(id="led_unheld", decision_id="dec_unheld"))
    write(after)
    assert slice_of(database.loop, "a", slice_us=HELD.claims[0].slice_us) == (2, 3)
    assert slice_of(database.loop, "b", slice_us=HELD.claims[1].slice_us) == (2, 0)
    assert found(database, "SELECT id FROM hold") == [(other.id,)]
    assert len(found(database, "SELECT id FROM decision")) == 3


def test_an_entry_under_another_decision_than_its_hold_has_that_decision_recorded(
    database: Database, books: Books
) -> None:
    keep(books, HELD)
    write(books)
    after = Books(database.loop)
    settle(after, replace(HELD.entry, decision_id="dec_other"))
    write(after)
    assert ("dec_other",) in found(database, "SELECT id FROM decision")


def test_a_release_gives_back_and_one_of_nothing_gives_nothing(
    database: Database, books: Books
) -> None:
    keep(books, HELD)
    write(books)
    after = Books(database.loop)
    after.release(HELD.id)
    after.release(HELD.id)
    after.release("led_unknown")
    write(after)
    assert slice_of(database.loop, "b", slice_us=HELD.claims[1].slice_us) == (0, 0)
    assert found(database, "SELECT id FROM hold") == []


def test_a_hold_is_known_from_the_moment_it_was_granted(database: Database, books: Books) -> None:
    assert not books.is_held(HELD.id)
    keep(books, HELD)
    assert books.is_held(HELD.id)
    write(books)
    assert Books(database.loop).is_held(HELD.id)


def test_a_hold_without_claims_that_is_kept_twice_is_one(database: Database, books: Books) -> None:
    free = hold()
    keep(books, free)
    write(books)
    keep(books, free)
    write(books)
    assert found(database, "SELECT id FROM hold") == [(free.id,)]


def test_an_id_is_not_booked_twice(books: Books) -> None:
    settle(books, factories.ledger_entry())
    settle(books, factories.ledger_entry())
    with pytest.raises(sqlite3.IntegrityError, match="booked already"):
        books.end_turn()
