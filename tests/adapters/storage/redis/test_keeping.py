"""What becomes of a grant on its way into PostgreSQL?"""

from router.adapters.storage.hold_rows import hold_to_row
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.redis.keeping import Granted, keep
from router.adapters.storage.rows import decision_to_row
from tests.adapters.storage.holding import claim, wish
from tests.adapters.storage.postgres.lossy_network import Loss, LossyNetwork
from tests.adapters.storage.redis.replica import Replica
from tests.postgres import PostgresServer


def granted(number: int, *, under: int | None = 1, nanos: int = 10) -> Granted:
    hold, decision = wish(number, claim(nanos))
    return Granted(hold_to_row(hold), decision_to_row(decision), under)


async def test_a_grant_of_the_present_generation_is_kept_with_its_decision(
    replica: Replica,
) -> None:
    await replica.sums()
    kept = await keep(
        replica.database, [granted(1), granted(2)], generation=await replica.generation()
    )
    assert kept.ids == {"led_1", "led_2"}
    assert await replica.read("SELECT id FROM decision ORDER BY id") == [("dec_1",), ("dec_2",)]


async def test_a_grant_of_an_older_generation_is_void_and_leaves_nothing(replica: Replica) -> None:
    await replica.sums()
    older = await replica.generation() - 1
    kept = await keep(replica.database, [granted(1), granted(2, under=None)], generation=older)
    assert kept.ids == {"led_2"}, "what needed no grant is kept in any"
    assert (dict(kept.refused), dict(kept.in_doubt)) == ({}, {})
    assert await replica.read("SELECT id FROM hold") == [("led_2",)]


async def test_one_that_cannot_be_kept_spoils_no_other(replica: Replica) -> None:
    await replica.sums()
    wishes = [granted(n, under=n + 1) for n in range(5)]
    broken = wishes[3]._replace(row=wishes[3].row._replace(claims="no JSON"))
    kept = await keep(
        replica.database, [*wishes[:3], broken, wishes[4]], generation=await replica.generation()
    )
    assert kept.ids == {"led_0", "led_1", "led_2", "led_4"}
    assert list(kept.refused) == ["led_3"]


async def test_an_answer_that_is_lost_once_is_asked_for_again(
    postgres_url: str, replica: Replica
) -> None:
    await replica.sums()
    network = LossyNetwork(postgres_url)
    async with network.open():
        database = Database(network.url)
        await keep(database, [granted(1)], generation=await replica.generation())
        network.next_loss = Loss.AFTER_THE_SERVER
        kept = await keep(database, [granted(2)], generation=await replica.generation())
        await database.close()
    assert network.losses == 1
    assert kept.ids == {"led_2"}


async def test_what_was_sent_once_is_in_doubt_and_what_was_never_sent_is_not(
    postgres_url: str, postgres_server: PostgresServer, replica: Replica
) -> None:
    await replica.sums()
    generation = await replica.generation()
    network = LossyNetwork(postgres_url)
    async with network.open():
        database = Database(network.url)
        await keep(database, [granted(1)], generation=generation)
        database.patience_s = 0.004  # too short for another try
        network.next_loss = Loss.AFTER_THE_SERVER
        kept = await keep(database, [granted(2)], generation=generation)
        await database.close()
    assert (kept.ids, list(kept.in_doubt), list(kept.refused)) == (frozenset(), ["led_2"], [])
    postgres_server.stop()
    replica.database.patience_s = 0.1
    kept = await keep(replica.database, [granted(3)], generation=generation)
    postgres_server.start()
    replica.database.patience_s = 5.0
    assert (kept.ids, list(kept.in_doubt), list(kept.refused)) == (frozenset(), [], ["led_3"])
    assert ("led_3",) not in await replica.read("SELECT id FROM hold")
