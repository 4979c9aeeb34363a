"""What is written when an entry is booked, and what is told when it cannot be?"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.booking import Booking, close, record
from router.adapters.storage.sqlite.connection import Database
from router.core.errors import AlreadyBooked
from tests import factories


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "ledger.db")) as database:
        yield database


def test_a_decision_is_recorded_once_and_stays_as_it_was(database: Database) -> None:
    decision = factories.decision_record()
    record(database.loop, decision)
    record(database.loop, replace(decision, reason="another"))
    assert database.loop.execute("SELECT id, reason FROM decision").fetchall() == [
        ("dec_1", "because")
    ]


def test_a_refusal_tells_what_is_booked_already_from_what_cannot_be_booked(
    database: Database,
) -> None:
    booking = Booking(factories.ledger_entry(), factories.decision_record())
    cannot = booking.refusal(database.loop, ValueError("why"))
    assert (type(cannot) is AlreadyBooked, cannot.message) == (
        False,
        "Entry led_1 cannot be booked: why.",
    )
    booking.write(database.loop)
    assert isinstance(booking.refusal(database.loop, ValueError("why")), AlreadyBooked)


def test_a_log_line_shows_what_was_to_be_booked() -> None:
    assert "id='led_1'" in repr(Booking(factories.ledger_entry(), factories.decision_record()))


def test_closing_what_is_not_held_gives_nothing_back(database: Database) -> None:
    assert close(database.loop, "led_1") == ()
