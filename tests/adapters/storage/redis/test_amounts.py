"""Are amounts the same after a journey in two parts, also in Lua?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.redis.amounts import from_parts, parts
from tests.adapters.storage.holding import claim
from tests.adapters.storage.redis.replica import Replica

HUGE = 10**18


@given(st.integers(-2 * HUGE, 2 * HUGE))
def test_two_parts_are_the_amount_and_exact_in_a_double(amount: int) -> None:
    high, low = parts(amount)
    assert from_parts(high, low) == amount
    assert 0 <= low < 10**9
    assert float(high) == high


@pytest.mark.parametrize("spare", [0, 1, 999_999_999, 10**9])
async def test_redis_tells_apart_what_a_double_cannot(replica: Replica, spare: int) -> None:
    limit = HUGE + 1 + spare
    assert float(HUGE) == float(HUGE + 1), "else this proves nothing"
    assert await replica.take(1, claim(HUGE, limit=limit))
    assert not await replica.take(2, claim(2 + spare, limit=limit))
    assert await replica.take(3, claim(1 + spare, limit=limit))
    await replica.settle(1, nanos=HUGE - 1)
    assert await replica.sums() == (HUGE - 1, 1 + spare)
    await replica.settle(3, nanos=-5)
    assert await replica.sums() == (HUGE - 6, 0)


async def test_parts_are_carried_over_and_borrowed(replica: Replica) -> None:
    amount = 600_000_000
    for number in range(3):
        assert await replica.take(number, claim(amount, limit=3 * amount))
    assert not await replica.take(4, claim(1, limit=3 * amount))
    assert await replica.sums() == (0, 3 * amount)
    for number in range(3):
        await replica.settle(number, nanos=amount - 1)
        left = 2 - number
        assert await replica.sums() == ((number + 1) * (amount - 1), left * amount)
