import asyncio

from router.adapters.providers.http.deadlines import Deadlines
from tests.upstream import until


class Waited:
    def __init__(self, deadline_s: float) -> None:
        self.deadline_s = deadline_s
        self.is_expired = False

    def expire(self) -> None:
        self.is_expired = True


async def test_only_what_is_late_expires_and_only_once() -> None:
    deadlines, late, early, left = Deadlines(), Waited(5), Waited(7), Waited(5)
    for waited in (late, early, left):
        deadlines.watch(waited)
    deadlines.forget(left)
    assert deadlines.look(5)
    assert (late.is_expired, early.is_expired, left.is_expired) == (True, False, False)
    late.is_expired = False
    assert deadlines.look(6)
    assert not late.is_expired
    deadlines.close()


async def test_rests_once_nothing_was_waited_for_in_a_second() -> None:
    deadlines, waited = Deadlines(), Waited(1_000)
    deadlines.watch(waited)
    assert deadlines.look(10)
    deadlines.forget(waited)
    assert deadlines.look(10.5)
    assert not deadlines.look(11.1)
    deadlines.close()


async def test_looks_by_itself() -> None:
    deadlines, waited = Deadlines(), Waited(asyncio.get_running_loop().time())
    deadlines.watch(waited)
    await until(lambda: waited.is_expired)
    deadlines.close()
