"""Tests of `router.services.uninterrupted`."""

import asyncio

import pytest

from router.services.uninterrupted import uninterrupted


class Work:
    def __init__(self, error: Exception | None = None) -> None:
        self.may_end = asyncio.Event()
        self.ended = 0
        self.error = error

    async def __call__(self) -> str:
        await self.may_end.wait()
        self.ended += 1
        if self.error:
            raise self.error
        return "done"


async def test_the_result_is_that_of_the_work() -> None:
    work = Work()
    work.may_end.set()

    assert await uninterrupted(work()) == "done"


async def test_an_error_of_the_work_is_raised() -> None:
    work = Work(ValueError("no"))
    work.may_end.set()

    with pytest.raises(ValueError, match="no"):
        await uninterrupted(work())


@pytest.mark.parametrize("times", [1, 2, 5])
async def test_work_is_done_before_the_cancelling_is_raised(times: int) -> None:
    work = Work()
    task = asyncio.create_task(uninterrupted(work()))
    for _ in range(times):
        await asyncio.sleep(0)
        task.cancel()
    await asyncio.sleep(0)
    assert not task.done()

    work.may_end.set()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.ended == 1


async def test_a_failure_of_the_work_weighs_more_than_the_cancelling() -> None:
    work = Work(ValueError("no"))
    task = asyncio.create_task(uninterrupted(work()))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)

    work.may_end.set()

    with pytest.raises(ValueError, match="no"):
        await task
