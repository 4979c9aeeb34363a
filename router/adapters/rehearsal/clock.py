"""What time is it in a simulation, and which id is new?"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

__all__ = ["SimulatedClock"]

_RANDOM_BITS = 80


class SimulatedClock:
    """Implements `Clock`: begins at a date, and draws its ids from a seed."""

    def __init__(self, start: datetime, *, elapsed_s: Callable[[], float], seed: int) -> None:
        """`elapsed_s` tells the seconds since `start`."""
        self._start = start
        self._elapsed_s = elapsed_s
        self._draw = random.Random(f"{seed}:ids")  # noqa: S311 - ids of a simulation, no secrets

    def now(self) -> datetime:
        """The simulated time, in UTC."""
        return self._start + timedelta(seconds=self._elapsed_s())

    def monotonic_s(self) -> float:
        """Seconds since the start."""
        return self._elapsed_s()

    def new_id(self, prefix: str) -> str:
        """Of the same form as real ones; later ids sort after earlier ones."""
        millis = int(self.now().timestamp() * 1000)
        return f"{prefix}_{millis:012x}{self._draw.getrandbits(_RANDOM_BITS):020x}"
