"""Tests of `router.bootstrap.watching`."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.sqlite import open_sqlite
from router.adapters.storage.stores import Stores
from router.core.errors import KeyQuarantined
from router.core.routing import decide
from router.services.journey import Journey
from tests.contracts.fixed_clock import FixedClock
from tests.factories import caller, facts, rulebook
from tests.services.watching import Process, policy

_SERVICE = """
import asyncio, sys
from pathlib import Path
from tests.bootstrap.test_watching import stores_in
from tests.services.watching import Process

async def main():
    process = Process(stores=stores_in(Path(sys.argv[1])))
    await process.watch.begin()
    await process.ask(8)
    print(*process.names(), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def stores_in(folder: Path) -> Stores:
    return open_sqlite(
        folder / "ledger.db",
        clock=FixedClock(),
        to_text=rulebook_to_text,
        from_text=rulebook_from_text,
    )


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """The folder of a process that held a key back, and was killed without a word."""
    command = [sys.executable, "-c", _SERVICE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.readline() == "burst\n"
        process.send_signal(signal.SIGKILL)
    return tmp_path


async def test_after_a_kill_a_key_is_held_back_until_its_time_and_no_longer(killed: Path) -> None:
    born = Process(stores=stores_in(killed))
    try:
        await born.watch.begin()
        (found,) = await born.kept()

        born.clock.at = found.until - timedelta(seconds=1)
        assert born.names() == ("burst",)
        born.clock.at = found.until
        assert born.names() == ()

        born.clock.advance(60)
        await born.look()
        assert await born.acts() == ["finding.open done", "finding.end done"]
    finally:
        await born.stores.close()


async def test_habits_outlive_the_process(tmp_path: Path) -> None:
    first = Process(stores=stores_in(tmp_path))
    await first.watch.begin()
    await first.ask(3)
    await first.parts.profiles.save()
    await first.stores.close()

    second = Process(stores=stores_in(tmp_path))
    await second.watch.begin()
    await second.ask(1)
    (profile,) = [
        second.parts.profiles.seen(one)
        for one in await second.stores.profiles.known()
        if str(one) == "key:key_1"
    ]
    await second.stores.close()

    assert profile is not None
    assert profile.seen_requests == 4


async def test_whoever_is_held_back_reads_for_what_and_one_release_lets_them_pass() -> None:
    process = Process()
    await process.watch.begin()
    await process.ask(8)

    def journey() -> Journey:
        watched = process.watch.of(caller(), at=process.clock.now())
        asked = replace(facts(at=process.clock.now()), findings=watched.findings)
        return Journey(decision_id="dec_1", facts=asked, rulebook=rulebook(policy()), started_s=0)

    with pytest.raises(KeyQuarantined) as refused:
        decide(journey().facts, journey().rulebook)
    process.parts.point(journey(), refused.value)
    (found,) = await process.kept()
    assert refused.value.details["finding"] == found.id
    assert found.explanation in refused.value.message

    now = process.clock.now()
    await process.stores.findings.change(found.id, lambda one: one.lifted(now, by="ada"))
    await process.look()
    assert decide(journey().facts, journey().rulebook).deployment is not None
