"""How high does something go when it is at its usual highest?"""

__all__ = ["Peak"]

_HALF_LIFE_S = 28 * 86_400.0
_GROWTH = 2.0
"""At most by this does one crazy episode raise what is usual."""

_NEW = 10.0


class Peak:
    """A maximum that fades, with a half-life of four weeks, and doubts what is far above it."""

    __slots__ = ("at_s", "doubted_from", "value")

    def __init__(self, *, doubted_from: float) -> None:
        self.doubted_from = doubted_from
        """A top below it is believed, however unusual."""
        self.value = 0.0
        self.at_s = 0.0

    def learn(self, top: float, *, at_s: float, is_new: bool) -> None:
        """Takes the top of an episode into account; of who is new, far more is believed."""
        faded = self.value
        if at_s > self.at_s:
            if faded:
                faded *= 0.5 ** ((at_s - self.at_s) / _HALF_LIFE_S)
            self.at_s = at_s
        most = max(self.doubted_from, _GROWTH * self.value)
        self.value = max(faded, min(top, most * _NEW if is_new else most))
