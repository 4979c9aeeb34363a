import asyncio

from typing_extensions import override

from router.adapters.providers.http.connection import Connection
from router.adapters.providers.http.deadlines import Deadlines
from router.adapters.providers.http.kept import Kept
from router.adapters.providers.http.target import Origin

HERE, THERE = (
    Origin(host="here", port=80, is_tls=False),
    Origin(host="there", port=80, is_tls=False),
)


class Line(asyncio.Transport):
    """A transport that only remembers whether it was closed."""

    is_aborted = False

    @override
    def abort(self) -> None:
        self.is_aborted = True


def connection() -> tuple[Connection, Line]:
    made, line = Connection(deadlines=Deadlines(), when_free=lambda _: None), Line()
    made.connection_made(line)
    return made, line


async def test_the_one_used_last_goes_first_and_only_to_its_origin() -> None:
    kept, (first, _), (second, _) = Kept(keepalive_s=60), connection(), connection()
    kept.put(HERE, first)
    kept.put(HERE, second)
    assert kept.take(THERE) is None
    assert [kept.take(HERE) for _ in range(3)] == [second, first, None]
    kept.close()


async def test_what_the_other_side_closed_meanwhile_is_passed_over() -> None:
    kept, (alive, _), (dead, _) = Kept(keepalive_s=60), connection(), connection()
    kept.put(HERE, alive)
    kept.put(HERE, dead)
    dead.connection_lost(None)
    assert kept.take(HERE) is alive
    kept.close()


async def test_those_that_nobody_needs_get_old_and_are_closed() -> None:
    kept, (old, old_line), (young, young_line) = Kept(keepalive_s=60), connection(), connection()
    kept.put(HERE, old)
    kept.put(HERE, young)
    old.idle_since_s -= 30
    kept.sweep(young.idle_since_s + 31)
    assert (old_line.is_aborted, young_line.is_aborted) == (True, False)
    kept.sweep(young.idle_since_s + 61)
    assert young_line.is_aborted
    assert kept.take(HERE) is None
    kept.close()


async def test_closing_closes_them_all() -> None:
    kept, (one, line) = Kept(keepalive_s=60), connection()
    kept.put(HERE, one)
    kept.close()
    assert line.is_aborted
