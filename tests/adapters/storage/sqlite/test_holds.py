"""What holds for SQLite's holds alone: crashes, one file for many processes, old beats."""

import asyncio
import signal
import subprocess
import sys
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.sqlite import open_sqlite
from router.adapters.storage.stores import Stores
from tests import factories
from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.contracts.fixed_clock import FixedClock
from tests.contracts.holding import Desk, claim, hold

ROOT = Path(__file__).parents[4]
OWNERS, LIMIT = ("p0", "p1", "p2"), 100


def on(path: Path, clock: FixedClock) -> Stores:
    return open_sqlite(path, clock=clock, to_text=rulebook_to_text, from_text=rulebook_from_text)


def ids_granted_until_killed(path: Path) -> dict[str, set[str]]:
    """Let processes ask at once, each of which kills itself in the end."""
    module, granted = "tests.adapters.storage.sqlite.asker", dict[str, set[str]]()
    with ExitStack() as stack:
        asking = {
            owner: stack.enter_context(
                subprocess.Popen(  # noqa: S603 - our own module
                    [sys.executable, "-m", module, str(path), owner],
                    cwd=ROOT,
                    stdout=subprocess.PIPE,
                )
            )
            for owner in OWNERS
        }
        for owner, process in asking.items():
            output, _ = process.communicate()
            granted[owner] = set(output.decode().split())
    assert all(process.returncode == -signal.SIGKILL for process in asking.values())
    return granted


async def test_what_settles_makes_room_for_what_asks_in_the_same_moment(tmp_path: Path) -> None:
    desk = Desk(opened(tmp_path / "ledger.db"))
    full = await desk.take(claim(amount=10))
    gone = await desk.take(claim("budget:b", amount=10))
    granted, refused, *_ = await asyncio.gather(
        desk.try_for(claim(amount=4), claim("budget:b", amount=10)),
        desk.try_for(claim(amount=1)),
        desk.stores.holds.release(gone.id),
        desk.settle(full, nanos=6),
    )
    assert (granted.is_held, refused.is_held) == (True, False)
    await desk.stores.close()


async def test_processes_on_one_file_grant_what_the_limit_allows_and_a_crash_forgets_no_hold(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    await opened(path).close()
    granted = await asyncio.to_thread(ids_granted_until_killed, path)
    assert sum(map(len, granted.values())) == LIMIT // 3
    desk = Desk(opened(path))
    for owner, ids in granted.items():
        assert set(await desk.open_ids(owner)) == ids
    assert await desk.sums(claim("budget:a")) == (0, LIMIT // 3 * 3)
    for owner in granted:
        for lost in await desk.stores.holds.of(owner):
            await desk.book(lost.entry)
    assert await desk.sums(claim("budget:a")) == (LIMIT // 3 * 3, 0)
    await desk.stores.close()


async def test_a_process_that_was_silent_for_a_day_is_forgotten_unless_it_holds(
    tmp_path: Path,
) -> None:
    clock = FixedClock()
    stores = on(tmp_path / "ledger.db", clock)
    for owner in ("idle", "process-1", "me"):
        await stores.holds.beat(owner)
    await Desk(stores).take(claim())
    clock.advance(timedelta(days=1).total_seconds() + 1)
    await stores.holds.beat("me")
    assert dict(await stores.holds.owners()) == {"process-1": 1, "me": 2}
    await stores.close()


async def test_a_hold_that_no_row_can_keep_is_refused_alone(tmp_path: Path) -> None:
    desk = Desk(opened(tmp_path / "ledger.db"))
    outcomes = await asyncio.gather(
        desk.try_for(claim(amount=2**63, limit=2**70)),
        desk.try_for(claim(amount=3)),
        return_exceptions=True,
    )
    assert "cannot be held" in str(outcomes[0])
    assert await desk.sums() == (0, 3)
    await desk.stores.close()


async def test_a_hold_writes_one_row_and_settling_deletes_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    desk = Desk(opened(path))
    with another_process(path) as other:
        wanted = await desk.take(claim(), claim("budget:b"))
        assert other.execute("SELECT id FROM hold").fetchall() == [(wanted.id,)]
        record = factories.decision_record(id=wanted.entry.decision_id)
        assert other.execute("SELECT id FROM decision").fetchall() == [(record.id,)]
        await desk.settle(wanted)
        assert other.execute("SELECT id FROM hold").fetchall() == []
        assert other.execute("SELECT COUNT(*) FROM decision").fetchone() == (1,)
    assert not (await desk.ask(hold(claim(amount=99)))).is_held
    await desk.stores.close()
