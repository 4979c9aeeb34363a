"""Which values are next to a value: one unit away, one step away, one label away?"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

__all__ = ["STEPS", "Step", "clocks_next_to", "neighbours", "numbers_next_to", "worth_next_to"]

S = TypeVar("S", bound=StrEnum)
Step = tuple[float, float]
"""A unit, and a step that somebody might take."""

STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "difficulty": (0.01, 0.5),
        "pace": (0.01, 0.2),
        "p_good": (0.01, 0.1),
        "probability": (0.01, 0.1),
        "share": (0.01, 0.1),
        "share_used": (0.01, 0.1),
        "thrift": (0.1, 1.0),
        "turns": (1, 3),
        "usd": (0.01, 1.0),
    }
)
"""For what numbers of each name are moved by; whole numbers of other names move by 1 and 10 %."""
_DAY = 24 * 60


def numbers_next_to(name: str, number: float) -> Iterator[float]:
    """The number moved up and down by a unit and by a step."""
    unit, step = STEPS.get(name, (1, max(1, round(abs(number) * 0.1))))
    for size in dict.fromkeys((unit, step)):
        for moved in (number + size, number - size):
            yield int(moved) if isinstance(number, int) else round(moved, 9)


def worth_next_to(amount: Decimal) -> Iterator[Decimal]:
    """An amount moved by a tenth, halved and doubled."""
    for factor in ("1.1", "0.9", "2", "0.5"):
        yield amount * Decimal(factor)


def clocks_next_to(clock: str) -> Iterator[str]:
    """A time of day moved by a minute and by an hour: `08:00` to `08:01`."""
    hours, minutes = clock.split(":")
    for moved in (1, -1, 60, -60):
        total = (int(hours) * 60 + int(minutes) + moved) % _DAY
        yield f"{total // 60:02d}:{total % 60:02d}"


def neighbours(member: S) -> Iterator[S]:
    """The members just before and after it."""
    for one, other in pairwise(type(member)):
        if one is member:
            yield other
        elif other is member:
            yield one
