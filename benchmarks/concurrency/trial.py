"""One trial: many callers, one budget, one store. What was seen, and what must be true of it?"""

import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.concurrency.answers import OK, Answered, read_answers
from benchmarks.concurrency.fleet import Fleet, eventually
from benchmarks.concurrency.looking import Address, entries_of, hold_ids, sample
from benchmarks.concurrency.reader import Seen
from benchmarks.concurrency.tally import Tally, tally

__all__ = ["Outcome", "Size", "attempt"]

_MEAN_NANOS = 1_107_000
"""What a request costs on average: 7 tokens in, 20 to 200 out."""
_WAITED = "rate_limit_exceeded"
_DEAREST_NANOS = 2_200_000
"""What is held for one request: its input at most, and 200 tokens out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of everything."""

    requests: int = 2_000
    at_once: int = 200
    callers: int = 4
    """Processes."""
    worth: int = 500
    """How many average requests the budget pays for."""

    @property
    def limit_nanos(self) -> int:
        """The budget."""
        return self.worth * _MEAN_NANOS


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a trial."""

    kind: str
    size: Size
    seconds: float
    seen: Seen
    tally: Tally
    billed_nanos: int
    """By the provider."""
    counted_nanos: int
    """Spent and held, as the account says in the end."""
    holds_left: int
    answers: Sequence[Answered]

    @property
    def share_used(self) -> float:
        """Of the budget."""
        return self.tally.spent_nanos / self.size.limit_nanos

    @property
    def left_nanos(self) -> int:
        """Of the budget; 2,000 requests for 500 requests' worth leave nothing of use."""
        return self.size.limit_nanos - self.tally.spent_nanos

    @property
    def waited_in_vain(self) -> int:
        """Requests for which the rest was held by others for longer than they could wait."""
        return self.tally.refused.get(_WAITED, 0)

    @property
    def slowest_ms(self) -> float:
        """Of the complete answers."""
        return max((one.took_ms for one in self.answers if one.status == OK), default=0.0)

    @property
    def untrue(self) -> list[str]:
        """What should be true, and is not."""
        claims = {
            f"the budget was exceeded: {self.seen}": self.seen.above == 0,
            "the reader saw too little": self.seen.samples >= self.size.worth // 10,
            "the provider bills another sum": self.billed_nanos == self.tally.spent_nanos,
            f"counters and ledger differ: {self.counted_nanos}": self.counted_nanos
            == self.tally.spent_nanos,
            "holds were left": self.holds_left == 0,
            f"the ledger is not what callers saw: {self.tally}": self.tally.faults == 0,
            f"connections broke: {self.tally.broken}": self.tally.broken == 0,
            f"what one request needs was left: {self.left_nanos}": self.left_nanos
            <= _DEAREST_NANOS,
            "nobody was refused": sum(self.tally.refused.values()) > 0,
            "requests are missing": len(self.answers) == self.size.requests,
        }
        return [words for words, is_true in claims.items() if not is_true]


def attempt(address: Address, *, replicas: int, size: Size, seed: int = 1) -> Outcome:
    """Let them all loose."""
    folder = Path(tempfile.mkdtemp(prefix="tw-crowd-"))
    try:
        with Fleet.sailing(
            folder, address, limit_nanos=size.limit_nanos, replicas=replicas, seed=seed
        ) as fleet:
            return _attempt(fleet, size)
    finally:
        shutil.rmtree(folder)


def _attempt(fleet: Fleet, size: Size) -> Outcome:
    each = ("--requests", str(size.requests // size.callers))
    many = ("--at-once", str(size.at_once // size.callers), "--streamed", "0.3")
    with fleet.watched() as seen:
        began_s = time.monotonic()
        calling = [fleet.call(number, *each, *many) for number in range(size.callers)]
        for caller, _ in calling:
            caller.wait(600)
        seconds = time.monotonic() - began_s
        eventually(lambda: not hold_ids(fleet.address), within_s=10, what="all holds are closed")
    answers = read_answers(file for _, file in calling)
    return Outcome(
        kind=fleet.address.kind + ("+redis" if fleet.address.redis else ""),
        size=size,
        seconds=seconds,
        seen=seen[0],
        tally=tally(answers, entries_of(fleet.address)),
        billed_nanos=fleet.billed_nanos(),
        counted_nanos=sample(fleet.address).counted or 0,
        holds_left=len(hold_ids(fleet.address)),
        answers=answers,
    )
