"""Is every break of the chain found, and every head that was kept?"""

from router.adapters.storage.memory_admin_log import MemoryAdminLog
from router.core.admin_log import FIRST, Head, Stage, chained
from router.services.check_admin_log import CheckAdminLog
from tests.contracts.test_admin_log import act

PAGES = 2_300
"""More events than are read at once."""


async def log_of(count: int) -> MemoryAdminLog:
    log = MemoryAdminLog()
    for number in range(count):
        await log.append(act(f"act_{number // 2}", stage=(Stage.BEGUN, Stage.DONE)[number % 2]))
    return log


class _Written(MemoryAdminLog):
    """Events as somebody left them who wrote the file."""

    def __init__(self, log: MemoryAdminLog) -> None:
        super().__init__()
        self._events = list(log._events)


async def test_an_empty_log_is_whole() -> None:
    chain = await CheckAdminLog(log=MemoryAdminLog())()
    assert (chain.problem, chain.head) == (None, FIRST)


async def test_a_long_log_is_followed_to_its_end() -> None:
    log = _Written(await log_of(6))
    head = await log.head()
    chain = await CheckAdminLog(log=log)([head])
    assert (chain.problem, chain.head, dict(chain.open_acts)) == (None, head, {})


async def test_it_is_read_in_pages() -> None:
    log = MemoryAdminLog()
    for number in range(PAGES):
        after = log._events[-1].head if log._events else FIRST
        log._events.append(chained(act(f"act_{number}"), after=after))
    events = [event async for event in CheckAdminLog(log=log).events()]
    assert [event.seq for event in events] == list(range(1, PAGES + 1))
    chain = await CheckAdminLog(log=log)()
    assert (chain.problem, chain.head.seq) == (None, PAGES)


async def test_an_edit_is_named() -> None:
    log = _Written(await log_of(6))
    log._events[3] = log._events[3]._replace(actor="mallory")
    chain = await CheckAdminLog(log=log)()
    assert chain.problem == "Event 4 was edited: its hash does not fit its content."
    assert chain.head.seq == 3


async def test_an_end_that_was_cut_off_is_found_by_a_head_that_was_kept() -> None:
    log = await log_of(6)
    kept = await log.head()
    cut = _Written(log)
    del cut._events[4:]
    assert (await CheckAdminLog(log=cut)()).problem is None
    chain = await CheckAdminLog(log=cut)([kept])
    assert chain.problem == (
        "The log ends with event 4, but the head of event 6 was kept: event 5 and those after it "
        "were cut off."
    )


async def test_a_log_that_is_gone_is_found_by_a_head_that_was_kept() -> None:
    chain = await CheckAdminLog(log=MemoryAdminLog())([Head(2, "ab" * 32)])
    assert chain.problem is not None


async def test_acts_without_an_end_are_named() -> None:
    chain = await CheckAdminLog(log=await log_of(3))()
    assert dict(chain.open_acts) == {"act_1": 3}
