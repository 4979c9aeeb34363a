"""Does a text rank people, or tell what several of them used? Whatever its form is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Person", "leaderboard_in", "likeness"]

_NUMBER = re.compile(r"(?<![\w.])\d[\d,_]*(?:\.\d+)?(?:[eE][-+]?\d+)?")
_FEWEST_DIGITS = 4
"""Shorter numbers are found everywhere by chance."""
_FEWEST_IN_ORDER, _ORDERED = 6, 0.9


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who used more than some and less than others, by every measure alike."""

    names: tuple[str, ...]
    """By which an output could mean this person: user, key, pseudonym."""
    rank: int
    figures: tuple[float, ...]
    """What this person used in all, in every unit in which it could be written."""


def leaderboard_in(text: str, people: Sequence[Person]) -> str | None:
    """What is wrong with a text; None where nobody can be compared by it.

    It is wrong where it tells the figures of two people or more, or where people stand in the
    order of their use, with figures or without.
    """
    places = {one: place for one in people if (place := _place(text, one)) is not None}
    if len(places) < 2:
        return None
    told = [one.names[0] for one in places if _is_told(text, one)]
    if len(told) > 1:
        return f"it tells what each of {len(told)} people used, such as {told[0]} and {told[1]}"
    ranks = [float(one.rank) for one in sorted(places, key=places.__getitem__)]
    if len(ranks) >= _FEWEST_IN_ORDER and abs(likeness(ranks)) >= _ORDERED:
        return f"{len(ranks)} people stand in the order of their use"
    return None


def likeness(ranks: Sequence[float]) -> float:
    """How far an order is that of the ranks: 1 where it is, -1 where it is the reverse."""
    count = len(ranks)
    own = sorted(ranks)
    gaps = sum((place - own.index(rank)) ** 2 for place, rank in enumerate(ranks))
    return 1 - 6 * gaps / (count * (count**2 - 1))


def _place(text: str, person: Person) -> int | None:
    places = [place for name in person.names if (place := text.find(name)) >= 0]
    return min(places, default=None)


def _is_told(text: str, person: Person) -> bool:
    return any(
        abs(written - figure) <= figure * 10.0 ** (1 - digits)
        for written, digits in _numbers(text)
        for figure in person.figures
    )


def _numbers(text: str) -> Iterator[tuple[float, int]]:
    """Each number with its significant digits, as far as there are enough."""
    for found in set(_NUMBER.findall(text)):
        plain = found.replace(",", "").replace("_", "")
        mantissa = re.split("[eE]", plain)[0]
        digits = mantissa.replace(".", "") if "." in mantissa else mantissa.rstrip("0")
        if len(digits.lstrip("0")) >= _FEWEST_DIGITS:
            yield float(plain), len(digits.lstrip("0"))
