import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from router.adapters.storage.spool import Spool, SpooledLedger
from router.core.errors import AlreadyBooked, EntryRefused, LedgerUnavailable
from router.core.ledger import Outcome
from tests.adapters.storage.spool.away import AwayLedger, waiting


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_what_cannot_be_booked_waits_and_is_booked_in_order_once_it_can(
    tmp_path: Path,
) -> None:
    away, spool = AwayLedger(), Spool(tmp_path)
    ledger = SpooledLedger(away, spool)
    for number in (3, 1, 2):
        await ledger.append(*waiting(number))
    with pytest.raises(LedgerUnavailable):
        await ledger.drain()
    assert len(spool) == 3
    away.is_away = False
    assert await ledger.drain() == 3
    assert away.ids() == ["led_3", "led_1", "led_2"]
    assert len(spool) == 0
    assert names_in(tmp_path) == []
    assert await ledger.drain() == 0


async def test_what_is_booked_at_once_never_touches_the_disk(tmp_path: Path) -> None:
    ledger = SpooledLedger(AwayLedger(is_away=False), Spool(tmp_path))
    await ledger.append(*waiting())
    assert names_in(tmp_path) == []
    assert await ledger.entries("dec_1") == [waiting().entry]
    assert await ledger.decision("dec_1") == waiting().decision


async def test_a_database_that_goes_away_again_halfway_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    away, spool = AwayLedger(), Spool(tmp_path)
    ledger = SpooledLedger(away, spool)
    await asyncio.gather(*(ledger.append(*waiting(number)) for number in range(20)))
    away.back_for = 7
    with pytest.raises(LedgerUnavailable):
        await ledger.drain()
    assert len(away.ids()) == 7
    away.is_away = False
    await ledger.drain()
    assert sorted(away.ids()) == sorted(f"led_{number}" for number in range(20))


async def test_the_next_process_books_what_one_that_was_killed_had_waiting(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path;"
        "from router.adapters.storage.spool import Spool;"
        "from tests.adapters.storage.spool.away import waiting;"
        "Spool(Path(sys.argv[1])).add([waiting(1), waiting(2)]);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    run = await asyncio.to_thread(
        subprocess.run,  # its own program, for only the end of a process frees a lock like this
        [sys.executable, "-c", script, str(tmp_path)],
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert run.returncode == -signal.SIGKILL
    away = AwayLedger(is_away=False)
    assert await SpooledLedger(away, Spool(tmp_path)).drain() == 2
    assert away.ids() == ["led_1", "led_2"]


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.LOST])
async def test_what_no_provider_will_bill_does_not_wait(tmp_path: Path, outcome: Outcome) -> None:
    spool = Spool(tmp_path)
    entry, decision = waiting()
    with pytest.raises(LedgerUnavailable):
        await SpooledLedger(AwayLedger(), spool).append(replace(entry, outcome=outcome), decision)
    assert len(spool) == 0


async def test_what_a_database_refuses_for_its_content_does_not_wait(tmp_path: Path) -> None:
    refusing = AwayLedger(is_away=False, refuses=frozenset(["led_1"]))
    ledger = SpooledLedger(refusing, Spool(tmp_path))
    with pytest.raises(EntryRefused):
        await ledger.append(*waiting(1))
    await ledger.append(*waiting(2))
    with pytest.raises(AlreadyBooked):
        await ledger.append(*waiting(2))


async def test_what_is_refused_later_is_put_aside_and_the_others_are_booked(
    tmp_path: Path,
) -> None:
    away = AwayLedger(refuses=frozenset(["led_1"]))
    ledger = SpooledLedger(away, Spool(tmp_path))
    await ledger.append(*waiting(1))
    await ledger.append(*waiting(2))
    away.is_away = False
    await ledger.drain()
    assert away.ids() == ["led_2"]
    assert names_in(tmp_path) == ["refused.jsonl"]


async def test_a_call_that_was_thought_lost_meanwhile_is_corrected_once(tmp_path: Path) -> None:
    away = AwayLedger()
    entry, decision = waiting(1, cost_usd="0.25")
    for spool in (Spool(tmp_path / "a"), Spool(tmp_path / "b")):  # as if a crash repeated it
        ledger = SpooledLedger(away, spool)
        await ledger.append(entry, decision)
        away.is_away = False
        lost = replace(entry, outcome=Outcome.LOST, cost_usd=Decimal(1))
        if not away.ids():
            await away.append(lost, decision)
        await ledger.drain()
        away.is_away = True
    booked = await away.entries("dec_1")
    assert [one.outcome for one in booked] == [Outcome.LOST, Outcome.CORRECTED]
    assert booked[1].corrects == "led_1"
    assert sum(one.cost_usd for one in booked) == Decimal("0.25")


async def test_nothing_waits_where_the_spool_is_full_either(tmp_path: Path) -> None:
    ledger = SpooledLedger(AwayLedger(), Spool(tmp_path, most_bytes=10))
    with pytest.raises(LedgerUnavailable, match=r"spool .* is full"):
        await ledger.append(*waiting())


async def test_it_is_tried_again_by_itself(tmp_path: Path) -> None:
    away, spool = AwayLedger(), Spool(tmp_path)
    ledger = SpooledLedger(away, spool, look_s=0.001)
    await ledger.append(*waiting())
    running = asyncio.create_task(ledger.run())
    await away.until_tried(3)
    away.is_away = False
    await away.until_tried(4)
    running.cancel()
    await asyncio.wait([running])
    assert away.ids() == ["led_1"]


async def test_closing_leaves_what_waits_to_the_next_process(tmp_path: Path) -> None:
    ledger = SpooledLedger(AwayLedger(), Spool(tmp_path))
    await ledger.append(*waiting())
    await ledger.close()
    assert await SpooledLedger(AwayLedger(is_away=False), Spool(tmp_path)).drain() == 1
