"""What counts in a rolling window, so that no window of its length ever holds more than a limit?

Use is counted in slices, a sixtieth of the window each. All slices count that the window touches,
the oldest one whole: so the limit holds for the window, and for up to a sixtieth of it more.
"""

from dataclasses import dataclass

__all__ = ["Rolling"]

_SLICES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolling:
    """A window that ends now; its slices begin at multiples of their length since 1970 in UTC."""

    length_us: int

    def __post_init__(self) -> None:
        if self.length_us <= 0 or self.length_us % _SLICES:
            raise ValueError(f"a window of {self.length_us} µs has no {_SLICES} equal slices")

    @property
    def slice_length_us(self) -> int:
        """How long a slice is."""
        return self.length_us // _SLICES

    def slice_us(self, at_us: int) -> int:
        """The beginning of the slice that a moment falls into."""
        return at_us - at_us % self.slice_length_us

    def since_us(self, at_us: int) -> int:
        """The beginning of the oldest slice that counts at a moment."""
        return self.slice_us(at_us - self.length_us)

    def clear_us(self, at_us: int) -> int:
        """From when on nothing counts of what was used until `at_us`."""
        return self.slice_us(at_us) + self.slice_length_us + self.length_us

    def slices_us(self, at_us: int) -> range:
        """The beginnings of all slices that count at a moment, oldest first."""
        length = self.slice_length_us
        return range(self.since_us(at_us), self.slice_us(at_us) + 1, length)
