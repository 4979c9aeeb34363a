"""A clock that stands still until a test moves it."""

from datetime import datetime, timedelta
from itertools import count

from tests.factories import NOON


class FixedClock:
    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._monotonic_s = 100.0
        self._ids = count(1)

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return self._monotonic_s

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._ids):06d}"

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._monotonic_s += seconds
