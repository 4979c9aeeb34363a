"""Do claims reach Redis whole, and do its figures come back as states?"""

from dataclasses import replace

from router.adapters.storage.redis.stances import claims_for_redis, states_from_redis
from router.core.hold import CarryOver
from tests.adapters.storage.holding import claim
from tests.adapters.storage.redis.replica import Replica


def test_what_a_claim_does_not_say_is_false_for_lua() -> None:
    """There nil ends a list, and 0 is true."""
    ((*_, since, carry),) = claims_for_redis([claim()])
    assert (since, carry) == (False, False)


def test_figures_are_limit_spent_and_held() -> None:
    (state,) = states_from_redis([claim()], [[1, 5, 0, 7, -1, 999_999_999]])
    assert (state.limit, state.spent, state.held) == (1_000_000_005, 7, -1)


async def test_a_window_from_the_beginning_of_time_is_a_window(replica: Replica) -> None:
    assert await replica.take(1, claim(60, slice_us=0))
    assert await replica.sums(claim(slice_us=5, since_us=0)) == (0, 60)


async def test_a_carry_over_takes_what_is_left_and_never_less_than_nothing(
    replica: Replica,
) -> None:
    carry = CarryOver(slice_us=1, limit=50, most=30)
    asked = replace(claim(slice_us=2), carry=carry)
    for spent, limit in ((0, 130), (25, 125), (30, 100)):
        if spent:
            assert await replica.take(spent, claim(spent, slice_us=1))
        (state,) = await replica.accounts.states([asked])
        assert state.limit == limit
