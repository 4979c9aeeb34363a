"""Is what belongs to nobody let go, and nothing else?"""

from collections.abc import Callable

from router.adapters.storage.hold_rows import hold_to_row
from router.adapters.storage.postgres.ledger import PostgresLedger
from router.adapters.storage.redis.keeping import Granted, keep
from router.adapters.storage.redis.stances import claims_for_redis
from router.adapters.storage.rows import decision_to_row
from tests.adapters.storage.holding import claim, settling, wish
from tests.adapters.storage.redis.replica import GRACE_S, Replica


async def granted_only(replica: Replica, number: int, *, nanos: int) -> tuple[int, Granted]:
    """What a process has that stops between the grant and keeping it."""
    hold, decision = wish(number, claim(nanos))
    wishes = [(hold.id, claims_for_redis(hold.claims))]
    generation, ((what, grant, _),) = await replica.counting.ask("take", wishes)
    assert what == "held"
    return generation, Granted(hold_to_row(hold), decision_to_row(decision), grant)


async def swept(replica: Replica) -> int:
    """How many are let go by a look, and another one once the grace is over."""
    first = await replica.sweep.run()
    replica.clock.advance(GRACE_S)
    return first + await replica.sweep.run()


async def test_a_grant_that_nobody_kept_is_let_go_once_the_grace_is_over(replica: Replica) -> None:
    await granted_only(replica, 1, nanos=60)
    assert await replica.sweep.run() == 0
    replica.clock.advance(GRACE_S - 1)
    assert await replica.sweep.run() == 0
    assert await replica.sums() == (0, 60)
    replica.clock.advance(1)
    assert await replica.sweep.run() == 1
    assert await replica.sums() == (0, 0)


async def test_what_is_granted_after_the_look_is_not_judged_by_it(replica: Replica) -> None:
    await granted_only(replica, 1, nanos=10)
    await replica.sweep.run()
    await granted_only(replica, 2, nanos=20)
    replica.clock.advance(GRACE_S)
    assert await replica.sweep.run() == 1
    assert await replica.sums() == (0, 20)


async def test_calls_that_take_long_stay_held(replica: Replica) -> None:
    assert await replica.take(1, claim(60))
    assert await swept(replica) == 0
    assert await replica.sums() == (0, 60)


async def test_a_process_that_was_frozen_for_long_cannot_keep_what_it_was_granted(
    replica: Replica, open_replica: Callable[[], Replica]
) -> None:
    generation, granted = await granted_only(replica, 1, nanos=60)
    other = open_replica()
    assert await swept(other) == 1
    assert await other.take(2, claim(90))
    kept = await keep(replica.database, [granted], generation=generation)
    assert kept.ids == frozenset()
    assert await replica.used() == 90
    assert not await replica.take(1, claim(60)), "it asks anew, and there is no room"


async def test_a_process_that_is_declared_void_under_way_asks_anew_by_itself(
    replica: Replica, open_replica: Callable[[], Replica]
) -> None:
    await granted_only(replica, 1, nanos=60)
    await replica.read("SELECT 1")
    async with replica.database.writing() as connection:
        await connection.execute("UPDATE counting SET void_below = 2")
    assert await replica.take(1, claim(60))
    assert await replica.sums() == (0, 60)
    assert await replica.used() == 60


async def test_what_is_booked_and_did_not_arrive_is_settled(
    replica: Replica, open_replica: Callable[[], Replica]
) -> None:
    """As where a process dies after the books are written and before Redis hears of it."""
    assert await replica.take(1, claim(60))
    await PostgresLedger(replica.database).append(*settling(1, nanos=25))
    assert await replica.sums() == (0, 60)
    assert await swept(open_replica()) == 1
    assert await replica.sums() == (25, 0)


async def test_the_beat_of_any_process_sweeps(replica: Replica) -> None:
    await granted_only(replica, 1, nanos=60)
    for _ in range(4):
        await replica.holds.beat("one")
        replica.clock.advance(GRACE_S / 2)
    assert await replica.sums() == (0, 0)
