"""Does group commit write all there is together, and does nobody wait for ever?"""

import asyncio
from collections.abc import Sequence

import pytest

from router.adapters.storage.postgres.group_commit import GroupCommit
from router.core.errors import AlreadyBooked, LedgerUnavailable


class Store:
    """Keeps what is written; every write waits until it is let through."""

    def __init__(self) -> None:
        self.batches: list[Sequence[int]] = []
        self.may_write = asyncio.Event()
        self.may_write.set()
        self.failure: BaseException | None = None

    async def write(self, batch: Sequence[int]) -> Sequence[str | LedgerUnavailable]:
        self.batches.append(list(batch))
        await self.may_write.wait()
        if self.failure is not None:
            raise self.failure
        return [f"wrote {n}" if n >= 0 else AlreadyBooked(f"no {n}") for n in batch]


async def turns(number: int = 5) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def test_what_is_added_in_one_turn_is_one_batch_and_each_gets_its_own_result() -> None:
    store = Store()
    commits = GroupCommit(store.write)
    assert await asyncio.gather(*(commits.add(n) for n in range(3))) == [
        "wrote 0",
        "wrote 1",
        "wrote 2",
    ]
    assert store.batches == [[0, 1, 2]]


async def test_what_comes_during_a_write_is_the_next_batch() -> None:
    store = Store()
    store.may_write.clear()
    commits = GroupCommit(store.write)
    adding = [asyncio.ensure_future(commits.add(1))]
    await turns()
    adding += [asyncio.ensure_future(commits.add(n)) for n in (2, 3)]
    await turns()
    assert store.batches == [[1]]
    store.may_write.set()
    await asyncio.gather(*adding)
    assert store.batches == [[1], [2, 3]]


async def test_a_batch_is_bounded() -> None:
    store = Store()
    commits = GroupCommit(store.write, most=2)
    await asyncio.gather(*(commits.add(n) for n in range(5)))
    assert store.batches == [[0, 1], [2, 3], [4]]


async def test_one_that_is_refused_does_not_harm_those_beside_it() -> None:
    commits = GroupCommit(Store().write)
    outcomes = await asyncio.gather(*(commits.add(n) for n in (1, -2, 3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [str, AlreadyBooked, str]


async def test_a_failure_is_everybodys_and_the_next_batch_is_written() -> None:
    store = Store()
    commits = GroupCommit(store.write)
    store.failure = LedgerUnavailable("away")
    outcomes = await asyncio.gather(*(commits.add(n) for n in range(2)), return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["away", "away"]
    assert outcomes[0] is not outcomes[1]
    store.failure = None
    assert await commits.add(7) == "wrote 7"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_after_a_mistake_that_nobody_foresaw_nobody_waits_for_ever() -> None:
    store = Store()
    commits = GroupCommit(store.write)
    store.failure = ZeroDivisionError("a mistake")
    with pytest.raises(LedgerUnavailable, match="nobody foresaw"):
        await commits.add(1)
    await turns()
    store.failure = None
    assert await commits.add(2) == "wrote 2"


async def test_who_is_cancelled_waits_until_it_is_written() -> None:
    store = Store()
    store.may_write.clear()
    commits = GroupCommit(store.write)
    adding = asyncio.ensure_future(commits.add(1))
    await turns()
    adding.cancel()
    await turns()
    assert not adding.done()
    store.may_write.set()
    with pytest.raises(asyncio.CancelledError):
        await adding


async def test_a_refusal_that_nobody_waits_for_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    store = Store()
    store.may_write.clear()
    commits = GroupCommit(store.write)
    adding = asyncio.ensure_future(commits.add(-5))
    await turns()
    for _ in range(2):  # the second one does not wait for the write
        adding.cancel()
        await turns()
    assert adding.cancelled()
    store.may_write.set()
    await commits.drain()
    assert "nobody is waiting for it: -5 (no -5)" in caplog.text


async def test_draining_waits_for_all_and_returns_at_once_where_there_is_nothing() -> None:
    store = Store()
    store.may_write.clear()
    commits = GroupCommit(store.write, most=1)
    await commits.drain()
    adding = [asyncio.ensure_future(commits.add(n)) for n in range(3)]
    await turns()
    draining = asyncio.ensure_future(commits.drain())
    await turns()
    assert not draining.done()
    store.may_write.set()
    await draining
    assert store.batches == [[0], [1], [2]]
    await asyncio.gather(*adding)
