"""Waste `alike`: a team asked nearly the same within a day, in other words.

Nothing is said of what could be saved: a text with other figures in it needs its own answer. One
template for all of them, a batch or a semantic cache may do.
"""

from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import ClassVar

from router.core.behaviour.asked import Asked
from router.core.behaviour.repeated import DAY_US, MOST_REMEMBERED

__all__ = ["Alike"]

_NEAR_BITS = 3
_BANDS, _BAND_BITS = 4, 16
"""Two sketches with at most three bits of difference agree in one band of four at least."""
_MOST_NEIGHBOURS = 8
_Band = tuple[str, int, int]


class Alike:
    """Compares the sketches of first turns; the very same words are no matter of this kind."""

    kind: ClassVar[str] = "alike"
    words: ClassVar[str] = "asked alike"

    def __init__(self) -> None:
        self._seen: OrderedDict[_Band, deque[tuple[int, int, str | None]]] = OrderedDict()

    def saved_nanos(self, one: Asked) -> int | None:
        """Nothing that can be told; None where nothing alike was asked in a day."""
        if one.sketch is None or one.turns > 1:
            return None
        bands = list(_bands(one.team, one.sketch))
        is_alike = any(self._has_near(band, one, sketch=one.sketch) for band in bands)
        for band in bands:
            near = self._seen.pop(band, None) or deque(maxlen=_MOST_NEIGHBOURS)
            near.append((one.at_us, one.sketch, one.fingerprint))
            self._seen[band] = near
        while len(self._seen) > MOST_REMEMBERED:
            self._seen.popitem(last=False)
        return 0 if is_alike else None

    def _has_near(self, band: _Band, one: Asked, *, sketch: int) -> bool:
        return any(
            one.at_us - at_us <= DAY_US
            and (sketch ^ other).bit_count() <= _NEAR_BITS
            and fingerprint != one.fingerprint
            for at_us, other, fingerprint in self._seen.get(band, ())
        )


def _bands(team: str, sketch: int) -> Iterator[_Band]:
    for band in range(_BANDS):
        yield team, band, sketch >> band * _BAND_BITS & (1 << _BAND_BITS) - 1
