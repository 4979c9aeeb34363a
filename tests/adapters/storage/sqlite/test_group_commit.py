"""What is written together, and who hears of a failure?"""

import asyncio
from collections.abc import Sequence

import pytest

from router.adapters.storage.sqlite.group_commit import GroupCommit, WriterBusy
from router.core.errors import LedgerUnavailable


class Recorder:
    """Takes batches; fails as often as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.batches: list[list[int]] = []

    def __call__(self, batch: Sequence[int]) -> Sequence[int | LedgerUnavailable]:
        if self.failures:
            raise self.failures.pop(0)
        self.batches.append(list(batch))
        return [LedgerUnavailable(f"odd: {n}") if n % 2 else 10 * n for n in batch]


def commits(write: Recorder, *, patience_s: float = 60) -> GroupCommit[int, int]:
    return GroupCommit(write, patience_s=patience_s)


async def test_what_comes_in_one_turn_of_the_loop_is_written_together_in_order() -> None:
    write = Recorder()
    group = commits(write)
    await asyncio.gather(*(group.add(n) for n in (4, 2, 6)))
    await group.add(8)
    assert write.batches == [[4, 2, 6], [8]]


async def test_each_hears_of_its_own_result_or_failure_only() -> None:
    group = commits(Recorder())
    outcomes = await asyncio.gather(*(group.add(n) for n in (2, 3, 4)), return_exceptions=True)
    assert outcomes[0] == 20
    assert str(outcomes[1]) == "odd: 3"
    assert outcomes[2] == 40


async def test_tries_again_while_another_process_writes_and_takes_latecomers_along() -> None:
    write = Recorder(WriterBusy("busy"), WriterBusy("busy"))
    group = commits(write)
    first = group.add(2)
    await asyncio.sleep(0)
    await asyncio.gather(first, group.add(4))
    assert write.batches == [[2, 4]]


async def test_patience_ends() -> None:
    group = commits(Recorder(*[WriterBusy("busy")] * 2), patience_s=0)
    with pytest.raises(LedgerUnavailable, match="busy"):
        await group.add(2)


async def test_a_failure_reaches_all_who_wait_and_the_next_is_written() -> None:
    write = Recorder(LedgerUnavailable("disk full"))
    group = commits(write)
    outcomes = await asyncio.gather(group.add(2), group.add(4), return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["disk full", "disk full"]
    assert outcomes[0] is not outcomes[1]
    await group.add(6)
    assert write.batches == [[6]]


async def test_nobody_waits_for_ever_after_a_failure_that_nobody_foresaw() -> None:
    loop = asyncio.get_running_loop()
    reported: list[object] = []
    loop.set_exception_handler(lambda _, context: reported.append(context["exception"]))
    bug = TypeError("a bug")
    group = commits(Recorder(bug))
    with pytest.raises(LedgerUnavailable, match="nobody foresaw"):
        await group.add(2)
    assert reported == [bug]
    await group.add(4)


async def test_draining_writes_what_waits_at_once() -> None:
    write = Recorder(WriterBusy("busy"))
    group = commits(write)
    pending = group.add(2)
    await group.drain()
    assert write.batches == [[2]]
    assert pending.done()
    await asyncio.sleep(0.005)
    assert write.batches == [[2]]


async def test_who_adds_within_a_few_turns_is_written_together_with_the_first() -> None:
    write = Recorder()
    group = commits(write)
    first = group.add(2)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.gather(first, group.add(4))
    assert write.batches == [[2, 4]]


async def test_those_who_keep_adding_do_not_hold_up_the_first_for_ever() -> None:
    write = Recorder()
    group = commits(write)
    added = [group.add(0)]
    while not added[0].done():
        added.append(group.add(2 * len(added)))
        await asyncio.sleep(0)
    assert len(write.batches[0]) <= 65
    await asyncio.gather(*added)
    assert sum(map(len, write.batches)) == len(added)


async def test_who_is_alone_for_long_waits_for_nobody_until_two_come_together() -> None:
    write = Recorder()
    group = commits(write)
    for n in range(0, 16, 2):
        await group.add(n)
    alone = group.add(16)
    await asyncio.sleep(0)
    assert write.batches[-1] == [16]
    assert alone.done()
    await asyncio.gather(group.add(18), group.add(20))
    waits = group.add(22)
    await asyncio.sleep(0)
    assert not waits.done()
    assert await waits == 220


async def test_in_a_hurry_it_is_written_at_once() -> None:
    write = Recorder()
    group = commits(write)
    waiting = group.add(2)
    group.hurry()
    assert write.batches == [[2]]
    assert await waiting == 20
    group.hurry()
    assert write.batches == [[2]]
