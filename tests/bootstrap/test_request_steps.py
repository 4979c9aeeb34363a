"""Tests of `router.bootstrap.request_steps`."""

from tests.bootstrap.starting import assembled


async def test_what_settles_and_what_gathers_share_their_memories(given: dict[str, str]) -> None:
    steps = (await assembled(given)).steps

    assert steps.gather.health is steps.settle.health is not None
    assert steps.gather.conversations is steps.settle.conversations is not None
    assert steps.gather.watch is steps.settle.watch is steps.decide.watch is not None


async def test_refusals_of_policy_and_of_budgets_point_to_the_same_places(
    given: dict[str, str],
) -> None:
    steps = (await assembled(given)).steps

    assert steps.decide.pointers == steps.reserve.pointers
    assert len(steps.decide.pointers) == 2
