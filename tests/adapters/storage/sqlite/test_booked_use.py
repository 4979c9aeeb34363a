"""Do the two halves of a sum make the whole, and how are they found?"""

from pathlib import Path

from router.adapters.storage.sqlite.booked_use import booked_since, booked_until, last_seq
from router.adapters.storage.sqlite.connection import Database
from router.core.hold import Unit
from router.core.scope import Scope
from tests import factories
from tests.adapters.storage.sqlite.opening import opened
from tests.contracts.holding import Desk, opening

OPENINGS = (
    opening(),
    opening(unit=Unit.TOKENS, scope=Scope(team="a")),
    opening(unit=Unit.REQUESTS, scope=Scope(team="b")),
    opening(unit=Unit.CONCURRENT),
    opening(scope=Scope(team="a", tag="x")),
    opening(scope=Scope(tag="x")),
    opening(scope=Scope(team="nobody")),
)


async def test_what_was_booked_until_an_entry_and_since_makes_all(tmp_path: Path) -> None:
    desk = Desk(opened(tmp_path / "ledger.db"))
    for number in range(4):
        tags = ("x", "y") if number % 2 else ()
        await desk.spend(10**number, who=factories.caller(team="ab"[number // 2], tags=tags))
    await desk.stores.close()
    database = Database(tmp_path / "ledger.db")
    assert last_seq(database.loop) == 4
    whole = [1_111, 11, 2, 0, 10, 1_010, 0]
    for seq in range(5):
        until = booked_until(database.loop, OPENINGS, seq=seq)
        since = booked_since(database.loop, OPENINGS, seq=seq)
        assert [sum(pair) for pair in zip(until, since, strict=True)] == whole
    assert booked_until(database.loop, OPENINGS, seq=1) == [1, 1, 0, 0, 0, 0, 0]
    database.close()


def test_an_empty_ledger_begins_before_its_first_entry(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    assert last_seq(database.loop) == 0
    assert booked_until(database.loop, OPENINGS, seq=0) == [0] * len(OPENINGS)
    database.close()


async def test_accounts_of_one_shape_are_summed_up_by_one_query(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    queries: list[str] = []
    database.loop.set_trace_callback(queries.append)
    teams = [opening(f"team:{n}", scope=Scope(team=f"t{n}")) for n in range(50)]
    users = [opening(f"user:{n}", scope=Scope(user=f"u{n}")) for n in range(50)]
    booked_until(database.loop, [*teams, *users], seq=9)
    assert len(queries) == 2
    database.close()
