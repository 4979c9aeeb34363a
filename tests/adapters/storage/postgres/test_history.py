"""How does PostgreSQL read the history in bulk? All else is in tests/contracts."""

import pickle
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from router.adapters.files.rulebook_json import rulebook_from_text
from router.adapters.storage.postgres.history import (
    ENDS,
    PIECE,
    PostgresHistory,
    PostgresPastRulebooks,
)
from router.core.errors import LedgerUnavailable
from router.core.moments import to_micros
from tests.adapters.storage.postgres.booked import Booked, book, book_on
from tests.adapters.storage.postgres.plans import plan_of
from tests.factories import NOON, decision_record, ledger_entry

MINUTE = timedelta(minutes=1)
EVER = (NOON - 999 * MINUTE, NOON + 99_999 * MINUTE)


def pair(number: int, *, on: str | None = None, minutes: float | None = None) -> Booked:
    decision_id = on or f"dec_{number}"
    at = NOON + (number if minutes is None else minutes) * MINUTE
    entry = ledger_entry(id=f"led_{number}", decision_id=decision_id, at=at)
    return entry, decision_record(id=decision_id)


def ids(history: PostgresHistory, *, size: int) -> list[str]:
    spans = history.spans(*EVER, size=size)
    return [one.decision.id for span in spans for one in history.read(span)]


@pytest.mark.parametrize("size", [1, 2, 7, 41, 100])
def test_decisions_that_were_booked_far_apart_come_once(postgres_url: str, size: int) -> None:
    late = [pair(40, on="dec_3"), pair(41), pair(42, on="dec_20", minutes=80_000)]
    book(postgres_url, *[pair(number) for number in range(40)], *late)

    assert ids(PostgresHistory(postgres_url), size=size) == [f"dec_{n}" for n in range(40)] + [
        "dec_41"
    ]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_what_is_booked_meanwhile_changes_no_piece(postgres_url: str, size: int) -> None:
    """One that drew its number before is committed after the pieces were cut."""
    history = PostgresHistory(postgres_url)
    book(postgres_url, pair(1), pair(2))
    with psycopg.connect(postgres_url) as slow:
        book_on(slow, [pair(3, on="dec_1")])
        book(postgres_url, pair(4, on="dec_2"), pair(5))
        spans = history.spans(*EVER, size=size)
    book(postgres_url, pair(6, on="dec_1"))

    found = [one for span in spans for one in history.read(span)]

    assert [(one.decision.id, len(one.bookings)) for one in found] == [("dec_1", 1), ("dec_2", 1)]
    assert ids(history, size=size) == ["dec_1", "dec_2", "dec_5"]


def test_what_was_not_fetched_yet_waits_at_the_server(postgres_url: str) -> None:
    book(postgres_url, *[pair(number, minutes=0) for number in range(700)])
    history = PostgresHistory(postgres_url)
    (span,) = history.spans(*EVER, size=1_000)
    reading = history.read(span)

    next(reading)

    with psycopg.connect(postgres_url) as other:
        query = "SELECT query FROM pg_stat_activity WHERE state = 'idle in transaction'"
        ((last,),) = other.execute(query).fetchall()
    assert last.startswith("FETCH FORWARD 500")
    assert len(list(reading)) == 699


def test_who_stops_reading_leaves_no_connection(postgres_url: str) -> None:
    book(postgres_url, *[pair(number) for number in range(3)])
    history = PostgresHistory(postgres_url)
    (span,) = history.spans(*EVER, size=10)
    reading = history.read(span)
    next(reading)
    reading.close()  # type: ignore[attr-defined]
    with psycopg.connect(postgres_url) as other:
        query = (
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND state LIKE 'idle in%'"
        )
        assert other.execute(query).fetchall() == [(0,)]


@pytest.mark.parametrize("query", [ENDS, PIECE])
def test_pieces_are_found_by_index(postgres_url: str, query: str) -> None:
    book(postgres_url, pair(1))
    window = (to_micros(NOON), to_micros(NOON) + 10**9)
    plan = plan_of(postgres_url, query, *((*window, 9) if query == ENDS else (1, 9, *window)))
    assert "_pkey" in plan or "at_us_idx" in plan
    assert "Seq Scan" not in plan


def test_what_a_replay_costs_counts_every_kind_of_token(postgres_url: str) -> None:
    entry, record = pair(1)
    usage = replace(
        entry.usage, image_input_tokens=7, audio_input_tokens=11, audio_output_tokens=13
    )
    book(postgres_url, (replace(entry, usage=usage), record))

    found = PostgresHistory(postgres_url).one("dec_1")

    assert found is not None
    assert [booking.usage for booking in found.bookings] == [usage]


def test_a_copy_reads_the_same_and_the_password_stands_in_no_repr(postgres_url: str) -> None:
    book(postgres_url, pair(1))
    secret = postgres_url.replace("tierwise@", "tierwise:planted@")
    history = pickle.loads(pickle.dumps(PostgresHistory(secret)))  # noqa: S301
    past = PostgresPastRulebooks(secret, from_texts=rulebook_from_text)

    assert ids(history, size=1) == ["dec_1"]
    assert "planted" not in repr(history) + repr(past)


def test_a_server_that_is_away_is_told() -> None:
    away = "postgresql://tierwise:planted@127.0.0.1:1/none"
    with pytest.raises(LedgerUnavailable, match="cannot be reached") as told:
        PostgresHistory(away).spans(*EVER, size=10)
    assert "planted" not in told.value.message
