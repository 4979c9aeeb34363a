"""An independent process that looks at a budget as often as it can: is it ever exceeded?

python -m benchmarks.concurrency.reader KIND DATABASE LIMIT_FILE [REDIS]; ends with its input, and
then prints what it saw.
"""

import json
import select
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.concurrency.looking import AWAY, Address, Sample, looks

__all__ = ["Seen", "watch"]

_PAUSE_S = 0.001
_AWAY_PAUSE_S = 0.02


@dataclass(slots=True)
class Seen:
    """What all looks add up to; amounts in nano-USD."""

    samples: int = 0
    above: int = 0
    """How often spent + held was more than the limit, in the counters or in the books."""
    most: int = 0
    """The most that was ever spent and held."""
    least_room: int = 10**18
    """The least that was left of the limit; negative where it was exceeded."""
    uncounted: int = 0
    """How often there were books but no counters."""
    away: int = 0
    """How often the store did not answer."""

    def add(self, sample: Sample, limit: int) -> None:
        """One look, and the limit that was in force, or a higher one that came after it."""
        most = max(sample.booked, sample.counted or 0)
        self.samples += 1
        self.above += most > limit
        self.most = max(self.most, most)
        self.least_room = min(self.least_room, limit - most)
        self.uncounted += sample.counted is None


def watch(address: Address, *, limit: Callable[[], int], is_over: Callable[[], bool]) -> Seen:
    """Look until it is over. The limit is asked for after each look, and must never fall."""
    seen = Seen()
    while not is_over():
        try:
            with looks(address) as look:
                while not is_over():
                    seen.add(look(), limit())
                    time.sleep(_PAUSE_S)
        except AWAY:
            seen.away += 1
            time.sleep(_AWAY_PAUSE_S)
    return seen


def _has_ended() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


if __name__ == "__main__":
    kind, database, limit_file, *rest = sys.argv[1:]
    seen = watch(
        Address(kind=kind, database=database, redis=rest[0] if rest else None),
        limit=lambda: int(Path(limit_file).read_text(encoding="ascii")),
        is_over=_has_ended,
    )
    print(json.dumps(asdict(seen)))
