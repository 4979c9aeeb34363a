"""Which facts meet a condition? Sets of facts as unions of boxes, and how they are compared.

A box names on some axes the span of values that it permits; an axis that it does not name is free.
Axes count as independent of each other, though some are not: a pattern and a name that fits it, a
budget's share and its pace. So facts that cannot be may count as possible: what is said to be
covered or empty is so, while some that is so goes unnoticed.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import TypeAlias

from typing_extensions import override

__all__ = [
    "NO",
    "YES",
    "Box",
    "Boxes",
    "Range",
    "Span",
    "Values",
    "box_of",
    "complement",
    "intersect",
    "is_covered",
    "product",
    "subtract",
]

_MOST_PIECES = 1_024
"""How many boxes are looked at before the search for an exact answer ends."""


@dataclass(frozen=True, slots=True)
class Values:
    """These names, or all but these."""

    names: frozenset[str]
    is_complement: bool = False
    among: frozenset[str] | None = None
    """All names that there are, so that a complement is a list too; None where any may be."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is permitted."""
        return not self.is_complement and not self.names

    @property
    def is_full(self) -> bool:
        """Whether everything is permitted."""
        return not self.names if self.is_complement else self.names == self.among

    def meet(self, other: "Values") -> "Values":
        """What both permit."""
        if self.is_complement and other.is_complement:
            return Values(self.names | other.names, is_complement=True)
        if self.is_complement:
            return Values(other.names - self.names, among=other.among)
        kept = self.names - other.names if other.is_complement else self.names & other.names
        return Values(kept, among=self.among)

    def outside(self) -> tuple["Values", ...]:
        """What is not permitted, as spans that are not empty."""
        if self.among is None:
            opposite = Values(self.names, is_complement=not self.is_complement)
        else:
            opposite = Values(self.among - self.names, among=self.among)
        return () if opposite.is_empty else (opposite,)

    @override
    def __str__(self) -> str:
        return f"{'not ' if self.is_complement else ''}{sorted(self.names)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Numbers from `low` to `high`; an end that is open does not belong to it."""

    low: float = -math.inf
    high: float = math.inf
    is_low_open: bool = False
    is_high_open: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is permitted."""
        is_open = self.is_low_open or self.is_high_open
        return self.low > self.high or (self.low == self.high and is_open)

    @property
    def is_full(self) -> bool:
        """Whether everything is permitted."""
        return self.low == -math.inf and self.high == math.inf

    def meet(self, other: "Range") -> "Range":
        """What both permit."""
        low, is_low_open = max((self.low, self.is_low_open), (other.low, other.is_low_open))
        high, is_high_closed = min(
            (self.high, not self.is_high_open), (other.high, not other.is_high_open)
        )
        return Range(low=low, high=high, is_low_open=is_low_open, is_high_open=not is_high_closed)

    def outside(self) -> tuple["Range", ...]:
        """What is not permitted, as spans that are not empty."""
        below = Range(high=self.low, is_high_open=not self.is_low_open)
        above = Range(low=self.high, is_low_open=not self.is_high_open)
        found = []
        if self.low > -math.inf:
            found.append(below)
        if self.high < math.inf:
            found.append(above)
        return tuple(found)

    @override
    def __str__(self) -> str:
        opens, closes = "(" if self.is_low_open else "[", ")" if self.is_high_open else "]"
        return f"{opens}{self.low}, {self.high}{closes}"


Span: TypeAlias = Values | Range
Box: TypeAlias = Mapping[str, Span]
"""Axis to span. No span in it is empty."""
Boxes: TypeAlias = tuple[Box, ...]
"""A union."""

_TRUTH = frozenset({"true", "false"})
YES = Values(frozenset({"true"}), among=_TRUTH)
NO = Values(frozenset({"false"}), among=_TRUTH)


def box_of(axes: Mapping[str, Span]) -> Boxes:
    """One box; none where a span is empty. Spans that permit everything are left out."""
    if any(span.is_empty for span in axes.values()):
        return ()
    return ({axis: span for axis, span in axes.items() if not span.is_full},)


def intersect(one: Box, other: Box) -> Box | None:
    """What lies in both; None where nothing does."""
    merged = dict(one)
    for axis, span in other.items():
        own = merged.get(axis)
        both = span if own is None else _meet(own, span)
        if both is None:
            return None
        merged[axis] = both
    return merged


def subtract(one: Box, other: Box) -> Boxes:
    """What lies in `one` and not in `other`, as boxes that share nothing."""
    if intersect(one, other) is None:
        return (one,)
    pieces: list[Box] = []
    rest = dict(one)
    for axis, span in other.items():
        own = rest.get(axis)
        for outside in span.outside():
            left = outside if own is None else _meet(own, outside)
            if left is not None:
                pieces.append({**rest, axis: left})
        inside = span if own is None else _meet(own, span)
        if inside is not None:
            rest[axis] = inside
    return tuple(pieces)


def product(unions: Iterable[Boxes], *, limit: int = _MOST_PIECES) -> Boxes:
    """What lies in each of the unions.

    More than `limit` boxes are replaced by one on an axis of its own, of which nothing is known.
    """
    found: Boxes = ({},)
    for union in unions:
        pairs = (intersect(one, other) for one in found for other in union)
        kept = tuple(islice((box for box in pairs if box is not None), limit + 1))
        found = kept if len(kept) <= limit else _unknown("all", (found, union))
    return found


def complement(boxes: Sequence[Box], *, limit: int = _MOST_PIECES) -> Boxes:
    """What lies in none of the boxes, as boxes that share nothing.

    More than `limit` boxes are replaced by one on an axis of its own, of which nothing is known.
    """
    found: Boxes = ({},)
    for box in boxes:
        found = tuple(piece for one in found for piece in subtract(one, box))
        if len(found) > limit:
            return _unknown("not", (boxes,))
    return found


def is_covered(box: Box, by: Sequence[Box], *, limit: int = _MOST_PIECES) -> bool:
    """Whether all of `box` lies in the union `by`; no, where `limit` pieces do not show it."""
    # Broad boxes first: they leave the fewest pieces.
    near = sorted((other for other in by if intersect(box, other) is not None), key=len)
    left: list[tuple[Box, int]] = [(box, 0)]
    for _ in range(limit):
        if not left:
            return True
        piece, start = left.pop()
        places = range(start, len(near))
        place = next((n for n in places if intersect(piece, near[n]) is not None), None)
        if place is None:
            return False
        left.extend((rest, place + 1) for rest in subtract(piece, near[place]))
    return not left


def _meet(one: Span, other: Span) -> Span | None:
    if isinstance(one, Values) and isinstance(other, Values):
        names = one.meet(other)
        return None if names.is_empty else names
    if isinstance(one, Range) and isinstance(other, Range):
        numbers = one.meet(other)
        return None if numbers.is_empty else numbers
    raise TypeError(f"one axis holds both names and numbers: {one} and {other}")


def _unknown(operation: str, unions: Sequence[Sequence[Box]]) -> Boxes:
    """A set of which is only known that it is the same wherever it is formed in the same way."""
    formed = [
        sorted(sorted((axis, str(span)) for axis, span in box.items()) for box in union)
        for union in unions
    ]
    # A digest, for the text of one such set within another grows without end.
    return ({f"{operation} {sha256(repr(formed).encode()).hexdigest()}": YES},)
