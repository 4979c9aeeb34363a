"""Do the counters in Redis follow the books, whoever wrote them?"""

import pytest

from router.adapters.storage.postgres.ledger import PostgresLedger
from router.core.errors import AlreadyBooked
from tests.adapters.storage.holding import claim, settling
from tests.adapters.storage.redis.replica import Replica


async def test_what_is_booked_is_spent(replica: Replica) -> None:
    assert await replica.take(1, claim(60))
    await replica.settle(1, nanos=25)
    assert await replica.sums() == (25, 0)


async def test_what_was_booked_by_a_try_whose_answer_was_lost_is_settled_by_the_next(
    replica: Replica,
) -> None:
    assert await replica.take(1, claim(60))
    await PostgresLedger(replica.database).append(*settling(1, nanos=25))
    assert await replica.sums() == (0, 60)
    with pytest.raises(AlreadyBooked):
        await replica.settle(1, nanos=30)
    assert await replica.sums() == (25, 0)


async def test_what_the_books_refuse_is_not_counted(replica: Replica) -> None:
    assert await replica.take(1, claim(60))
    await replica.settle(1, nanos=25)
    with pytest.raises(AlreadyBooked):
        await replica.settle(1, nanos=30)
    assert await replica.sums() == (25, 0)


async def test_closing_twice_does_nothing(replica: Replica) -> None:
    await replica.sums()
    await replica.ledger.close()
    await replica.ledger.close()
