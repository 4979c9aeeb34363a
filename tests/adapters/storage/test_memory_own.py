"""Tests of `router.adapters.storage.memory_own`; that it does what others do is in contracts."""

from router.adapters.storage.memory_own import MemoryOwnTraffic
from router.core.coaching.own_request import Oneself
from tests.factories import NOON, decision_record, ledger_entry


async def test_no_more_are_looked_at_than_asked_for() -> None:
    booked = [(ledger_entry(decision_id=f"dec_{n}"), decision_record(id=f"dec_{n}")) for n in "123"]
    traffic = MemoryOwnTraffic(lambda: booked)
    found = await traffic.newest(Oneself(key_id="x", user="ada"), since=NOON, most=2)
    assert [one.decision_id for one in found.requests] == ["dec_2", "dec_3"]
    assert not found.is_whole
