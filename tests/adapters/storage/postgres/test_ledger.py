"""What holds for PostgreSQL alone: crashes, broken connections. All else is in tests/contracts."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from typing_extensions import override

from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.failures import CommitInDoubt
from router.adapters.storage.postgres.ledger import PostgresLedger
from router.adapters.storage.rows import EntryRow
from router.core.errors import AlreadyBooked, LedgerUnavailable
from tests import factories
from tests.adapters.storage.postgres.bookings import booking
from tests.adapters.storage.postgres.lossy_network import Loss, LossyNetwork
from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[4]
ENOUGH = 300


def booked(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [id_ for (id_,) in connection.execute("SELECT id FROM ledger_entry ORDER BY seq")]


def ids_until_killed(url: str) -> set[str]:
    """Run the writer, kill it in mid-load; the ids for which `append` had returned."""
    command = [sys.executable, "-m", "tests.adapters.storage.postgres.writer", url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:  # noqa: S603
        assert writer.stdout is not None
        returned = {writer.stdout.readline().decode().strip() for _ in range(ENOUGH)}
        writer.kill()
        *whole, _ = writer.stdout.read().decode().split("\n")  # the last line may be cut
    return returned.union(whole)


async def test_all_that_was_booked_outlives_kill_9_of_the_service(postgres_url: str) -> None:
    returned = await asyncio.to_thread(ids_until_killed, postgres_url)
    assert len(returned) >= ENOUGH
    assert {f"led_{mark}" for mark in returned} <= set(booked(postgres_url))


async def test_all_that_was_booked_outlives_a_crash_of_the_server(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    database = Database(postgres_url, patience_s=20)
    ledger = PostgresLedger(database)
    returned: list[str] = []
    is_under_way = asyncio.Event()

    async def book(lane: int) -> None:
        for number in range(lane, 400, 4):
            await ledger.append(*booking(number))
            returned.append(f"led_{number}")
            if len(returned) == 100:
                is_under_way.set()

    async def crash() -> None:
        await is_under_way.wait()
        await asyncio.to_thread(postgres_server.stop, signal.SIGKILL)
        await asyncio.to_thread(postgres_server.start)

    await asyncio.gather(crash(), *(book(lane) for lane in range(4)))
    assert sorted(booked(postgres_url)) == sorted(returned)
    assert len(returned) == 400
    await ledger.close()


@pytest.mark.parametrize("loss", [Loss.BEFORE_THE_SERVER, Loss.AFTER_THE_SERVER])
async def test_a_break_at_the_commit_books_once_and_nobody_notices(
    postgres_url: str, loss: Loss
) -> None:
    async with LossyNetwork(postgres_url).open() as network:
        ledger = PostgresLedger(Database(network.url))
        await ledger.append(*booking(1))
        network.next_loss = loss
        await asyncio.gather(*(ledger.append(*booking(n)) for n in (2, 3)))
        assert network.losses == 1
        assert booked(postgres_url) == ["led_1", "led_2", "led_3"]
        await ledger.close()


class Doubting(Database):
    """Commits, but once nobody hears of it."""

    is_sure = True

    @override
    @asynccontextmanager
    async def writing(self, *, at_once: bool = False) -> AsyncIterator[Asynchronous]:
        async with super().writing(at_once=at_once) as connection:
            yield connection
        if not self.is_sure:
            self.is_sure = True
            raise CommitInDoubt("The connection broke at the commit.")


async def test_a_batch_whose_commit_is_in_doubt_is_known_again(postgres_url: str) -> None:
    database = Doubting(postgres_url)
    ledger = PostgresLedger(database)
    await ledger.append(*booking(1))
    database.is_sure = False
    await asyncio.gather(*(ledger.append(*booking(n)) for n in (2, 3, 4)))
    assert database.is_sure
    assert booked(postgres_url) == ["led_1", "led_2", "led_3", "led_4"]
    await ledger.close()


async def test_after_a_break_another_entry_under_the_same_id_is_not_taken_for_ones_own(
    postgres_url: str,
) -> None:
    other = PostgresLedger(Database(postgres_url))
    entry, record = booking(1)
    await other.append(replace(entry, cost_usd=2 * entry.cost_usd), record)
    async with LossyNetwork(postgres_url).open() as network:
        ledger = PostgresLedger(Database(network.url))
        await ledger.append(*booking(2))
        network.next_loss = Loss.AFTER_THE_SERVER
        with pytest.raises(AlreadyBooked, match="led_1 is booked already"):
            await ledger.append(entry, record)
        assert network.losses == 1
        await ledger.close()
    await other.close()


async def test_an_identical_entry_is_refused_too_where_nothing_broke(database: Database) -> None:
    ledger = PostgresLedger(database)
    await ledger.append(*booking(1))
    with pytest.raises(AlreadyBooked, match="led_1"):
        await ledger.append(*booking(1))


async def test_one_among_many_that_cannot_be_booked_costs_the_others_nothing(
    database: Database, postgres_url: str
) -> None:
    ledger = PostgresLedger(database)
    await ledger.append(*booking(7))
    outcomes = await asyncio.gather(
        *(ledger.append(*booking(n)) for n in range(40)), return_exceptions=True
    )
    assert [n for n, outcome in enumerate(outcomes) if outcome is not None] == [7]
    assert sorted(booked(postgres_url)) == sorted(f"led_{n}" for n in range(40))


async def test_money_beyond_what_a_row_holds_is_refused_alone(
    database: Database, postgres_url: str
) -> None:
    ledger = PostgresLedger(database)
    huge = factories.ledger_entry(cost_usd="1" + "0" * 12)
    outcomes = await asyncio.gather(
        ledger.append(huge, factories.decision_record()),
        ledger.append(*booking(2)),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], LedgerUnavailable)
    assert "led_1 cannot be booked" in str(outcomes[0])
    assert outcomes[1] is None
    assert booked(postgres_url) == ["led_2"]


async def test_two_services_that_book_the_same_entry_at_once_book_it_once(
    postgres_url: str,
) -> None:
    ledgers = [PostgresLedger(Database(postgres_url)) for _ in range(4)]
    outcomes = await asyncio.gather(
        *(ledger.append(*booking(n)) for n in range(5) for ledger in ledgers),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert [type(outcome) for outcome in refused] == [AlreadyBooked] * 15
    assert sorted(booked(postgres_url)) == [f"led_{n}" for n in range(5)]
    for ledger in ledgers:
        await ledger.close()


async def test_holds_are_closed_in_the_transaction_that_books(
    database: Database, postgres_url: str
) -> None:
    async def close_holds(connection: Asynchronous, entries: Sequence[EntryRow]) -> None:
        for entry in entries:
            await connection.execute("INSERT INTO meta VALUES (%s, '')", [entry.id])

    ledger = PostgresLedger(database, close_holds=close_holds)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("INSERT INTO meta VALUES ('led_2', '')")
    await ledger.append(*booking(1))
    with pytest.raises(LedgerUnavailable, match="led_2 cannot be booked"):
        await ledger.append(*booking(2))
    assert booked(postgres_url) == ["led_1"]
    with psycopg.connect(postgres_url) as connection:
        closed = connection.execute("SELECT name FROM meta ORDER BY name").fetchall()
    assert closed == [("led_1",), ("led_2",)]


async def test_while_the_server_is_away_appends_fail_and_later_ones_are_booked(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    database = Database(postgres_url, patience_s=0.2)
    ledger = PostgresLedger(database)
    await ledger.append(*booking(1))
    await asyncio.to_thread(postgres_server.stop)
    try:
        with pytest.raises(LedgerUnavailable, match="cannot be reached"):
            await ledger.append(*booking(2))
    finally:
        await asyncio.to_thread(postgres_server.start)
    database.patience_s = 10
    await ledger.append(*booking(3))
    assert booked(postgres_url) == ["led_1", "led_3"]
    await ledger.close()
