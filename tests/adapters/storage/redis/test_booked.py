"""Does a settlement say what the books say?"""

from dataclasses import replace

from router.adapters.storage.postgres.ledger import PostgresLedger
from router.adapters.storage.redis.booked import settled_among, settlement_of
from router.adapters.storage.redis.settling import Settlement
from router.adapters.storage.rows import entry_to_row
from router.core.ledger import Outcome
from tests.adapters.storage.holding import settling
from tests.adapters.storage.redis.replica import Replica


def test_a_call_uses_money_tokens_and_one_request() -> None:
    entry, _ = settling(1, nanos=25)
    assert settlement_of(entry_to_row(entry)) == Settlement("led_1", 25, 120, 1)


def test_a_refusal_uses_neither_tokens_nor_a_request() -> None:
    entry, _ = settling(1, nanos=0)
    refused = replace(entry, outcome=Outcome.REFUSED)
    assert settlement_of(entry_to_row(refused)) == Settlement("led_1", 0, 0, 0)


async def test_those_that_are_not_booked_are_missing(replica: Replica) -> None:
    ledger = PostgresLedger(replica.database)
    for number in (1, 2):
        await ledger.append(*settling(number, nanos=number))
    async with replica.database.reading() as connection:
        found = await settled_among(connection, ["led_2", "led_3"])
    assert found == {"led_2": Settlement("led_2", 2, 120, 1)}
