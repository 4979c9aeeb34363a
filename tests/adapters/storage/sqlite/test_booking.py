"""What is told when an entry cannot be booked?"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.booking import Booking
from router.adapters.storage.sqlite.books import Books
from router.adapters.storage.sqlite.connection import Database
from router.core.errors import AlreadyBooked
from tests import factories


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "ledger.db")) as database:
        yield database


def test_a_refusal_tells_what_is_booked_already_from_what_cannot_be_booked(
    database: Database,
) -> None:
    booking = Booking(factories.ledger_entry(), factories.decision_record())
    cannot = booking.refusal(database.loop, ValueError("why"))
    assert (type(cannot) is AlreadyBooked, cannot.message) == (
        False,
        "Entry led_1 cannot be booked: why.",
    )
    books = Books(database.loop)
    booking.write(books)
    books.end_turn()
    assert isinstance(booking.refusal(database.loop, ValueError("why")), AlreadyBooked)


def test_a_log_line_shows_what_was_to_be_booked() -> None:
    assert "id='led_1'" in repr(Booking(factories.ledger_entry(), factories.decision_record()))
