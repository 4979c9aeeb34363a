"""One trial: blows under load. How long until all is well again, and what does the ledger say?"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence, Set
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from benchmarks.concurrency.answers import read_answers
from benchmarks.concurrency.fleet import Fleet, eventually
from benchmarks.concurrency.looking import AWAY, Address, entries_of, hold_ids, sample
from benchmarks.concurrency.reader import Seen
from benchmarks.concurrency.stores import opened
from benchmarks.concurrency.tally import Tally, tally
from benchmarks.crashes.blows import BLOWS, Scene, faked_clock, small_disk
from benchmarks.crashes.heard import Heard
from benchmarks.crashes.rising import rising

__all__ = ["Endured", "Plan", "endure"]

LEASE_S = 2.0
_FIRST_LIMIT_NANOS = 40_000_000
_SETTINGS = {"TIERWISE_LEASE_S": f"{LEASE_S:g}", "TIERWISE_PATIENCE_S": "1"}
_WELL_WITHIN_S = 60.0
_CALLERS, _AT_ONCE = 2, 12
_HOUR_S = 3600
_SETTLED_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens in a trial."""

    name: str
    kind: str
    replicas: int
    blows: Sequence[str]
    seed: int = 1
    fake_time: str | None = None
    """The library, where it is not in its usual place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endured:
    """What came of a trial."""

    plan: Plan
    seconds: float
    seen: Seen
    tally: Tally
    served_again_s: Sequence[float]
    """After each blow: until the next complete answer."""
    booked_again_s: Sequence[float]
    """After each blow: until all that was held then is settled or booked as lost."""
    quiet_s: float
    """After the load: until nothing is held."""
    drift_nanos: int
    """In the end: what the account has counted beside what the ledger says."""

    billed_nanos: int
    """By the provider, for all that it answered to the end."""

    @property
    def untrue(self) -> list[str]:
        """What should be true, and is not."""
        claims = {
            "the budget was exceeded": self.seen.above == 0,
            "the budget was never nearly used up": self.seen.least_room < _FIRST_LIMIT_NANOS // 10,
            "complete answers are not in the ledger": self.tally.missing == 0,
            "calls were booked twice": self.tally.doubled == 0,
            "amounts differ from what callers were told": self.tally.wrong == 0,
            "the provider bills more than is booked": self.billed_nanos <= self.tally.spent_nanos,
            "counters and ledger differ": self.drift_nanos == 0,
            "nothing was answered": self.tally.answered > len(self.plan.blows),
        }
        return [words for words, is_true in claims.items() if not is_true]


def endure(plan: Plan) -> Endured:
    """Load, hit, wait until all is well, and hit again.

    Raises:
        TimeoutError: it did not recover by itself.
        LookupError, subprocess.CalledProcessError: this machine lacks what the plan needs.
    """
    folder = Path(tempfile.mkdtemp(prefix="tw-crash-"))
    with ExitStack() as ending:
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        place, disk = folder, None
        if "disk full" in plan.blows:
            place = disk = ending.enter_context(small_disk(folder))
        more, clock = dict(_SETTINGS), None
        if "clock stepped" in plan.blows:
            clock, believed = faked_clock(folder, library=plan.fake_time)
            more |= believed
        if disk is not None:
            more["TIERWISE_SPOOL"] = str(disk / "spool")
        store = ending.enter_context(opened(plan.kind, place))
        fleet = ending.enter_context(
            Fleet.sailing(
                folder,
                store.address,
                limit_nanos=_FIRST_LIMIT_NANOS,
                replicas=plan.replicas,
                seed=plan.seed,
                more=more,
            )
        )
        scene = Scene(
            fleet=fleet,
            store=store,
            chance=random.Random(plan.seed),  # noqa: S311 - no secret
            disk=disk,
            clock=clock,
            offsets_s=_offsets(),
        )
        return _endure(plan, scene)


@dataclass(slots=True)
class _Times:
    served: list[float] = field(default_factory=list)
    booked: list[float] = field(default_factory=list)


def _endure(plan: Plan, scene: Scene) -> Endured:
    fleet, times = scene.fleet, _Times()
    address, began_s = fleet.address, time.monotonic()
    with fleet.watched() as seen:
        with rising(fleet):
            options = ("--at-once", str(_AT_ONCE), "--streamed", "0.3", "--breath")
            calling = [fleet.call(number, *options) for number in range(_CALLERS)]
            heard = Heard([file for _, file in calling])
            heard.await_answer(after_s=began_s)
            for blow in plan.blows:
                time.sleep(scene.chance.uniform(0.1, 2.0))
                _hit(scene, blow, heard=heard, times=times)
            for caller, _ in calling:
                caller.terminate()
            for caller, _ in calling:
                caller.wait(90)
        quiet_s = _until_none_of(address, None, what="all holds are closed")
    found = tally(read_answers(file for _, file in calling), entries_of(address))
    drift = _until_counted(address, found.spent_nanos)
    return Endured(
        plan=plan,
        seconds=time.monotonic() - began_s,
        seen=seen[0],
        tally=found,
        served_again_s=times.served,
        booked_again_s=times.booked,
        quiet_s=quiet_s,
        drift_nanos=drift,
        billed_nanos=fleet.billed_nanos(),
    )


def _hit(scene: Scene, blow: str, *, heard: Heard, times: _Times) -> None:
    address = scene.fleet.address
    struck_s, held = time.monotonic(), hold_ids(address)
    BLOWS[blow](scene)
    times.served.append(heard.await_answer(after_s=struck_s) - struck_s)
    _until_none_of(address, held, what=f"what was held at '{blow}' is closed")
    times.booked.append(time.monotonic() - struck_s)


def _until_none_of(address: Address, held: Set[str] | None, *, what: str) -> float:
    """Wait until none of these holds is left, or none at all."""

    def are_closed() -> bool:
        try:
            left = hold_ids(address)
        except AWAY:
            return False
        return not (left if held is None else left & held)

    return eventually(are_closed, within_s=_WELL_WITHIN_S, what=what)


def _until_counted(address: Address, spent_nanos: int) -> int:
    """What counters are off at last: in Redis, settlements may arrive a moment late."""
    drift = 0

    def agree() -> bool:
        nonlocal drift
        drift = (sample(address).counted or 0) - spent_nanos
        return drift == 0

    with suppress(TimeoutError):
        eventually(agree, within_s=_SETTLED_WITHIN_S, what="counters agree with the ledger")
    return drift


def _offsets() -> Iterator[int]:
    """An hour ahead, an hour behind, right again."""
    return cycle((_HOUR_S, -_HOUR_S, 0))
