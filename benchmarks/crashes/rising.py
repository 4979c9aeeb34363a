"""How does a budget stay nearly used up for minutes? It is raised a little, again and again.

Else a trial would see either no limit at work, or nothing but refusals.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.concurrency.fleet import Fleet
from benchmarks.concurrency.looking import AWAY, sample

__all__ = ["rising"]

_STEP_NANOS = 40_000_000
"""About as much as is spent until the next time."""
_EVERY_S = 1.0


@contextmanager
def rising(fleet: Fleet) -> Iterator[None]:
    """Meanwhile the limit stays a step above what is spent; it never falls."""
    over = threading.Event()
    thread = threading.Thread(target=_raise, args=(fleet, over))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _raise(fleet: Fleet, over: threading.Event) -> None:
    while not over.wait(_EVERY_S):
        try:
            spent = sample(fleet.address).booked
        except AWAY:
            continue
        if spent + _STEP_NANOS > fleet.limit_nanos:
            fleet.raise_limit(spent + _STEP_NANOS)
