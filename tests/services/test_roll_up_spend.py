"""Is all summed up, and does it go on after the store was away?"""

import asyncio

import pytest

from router.core.errors import LedgerUnavailable
from router.services.roll_up_spend import RollUpSpend


class Entries:
    """Implements `RollUps`: so many entries wait, and the store fails at some steps."""

    def __init__(self, waiting: int, *, failing_at: tuple[int, ...] = ()) -> None:
        self.waiting = waiting
        self.steps: list[int] = []
        self.fifth = asyncio.Event()
        self._failing_at = failing_at

    async def advance(self, *, most: int) -> bool:
        self.steps.append(most)
        if len(self.steps) == 5:
            self.fifth.set()
        if len(self.steps) in self._failing_at:
            raise LedgerUnavailable("The disk is away.")
        self.waiting -= min(most, self.waiting)
        return self.waiting > 0


async def test_all_that_waits_is_summed_up_in_bounded_steps() -> None:
    entries = Entries(25)
    await RollUpSpend(entries, at_once=10, pause_s=0).catch_up()
    assert (entries.waiting, entries.steps) == (0, [10, 10, 10])


async def test_where_the_store_is_away_it_says_so_and_goes_on_in_the_next_round(
    caplog: pytest.LogCaptureFixture,
) -> None:
    entries = Entries(25, failing_at=(2,))
    work = RollUpSpend(entries, at_once=10, pause_s=0)
    await work.catch_up()
    assert "The disk is away." in caplog.text
    assert entries.waiting == 15
    await work.catch_up()
    assert entries.waiting == 0


async def test_it_goes_round_until_cancelled() -> None:
    entries = Entries(0, failing_at=(1, 2))
    running = asyncio.create_task(RollUpSpend(entries, every_s=0, pause_s=0).run())
    await entries.fifth.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
