"""How much came in the last minute, or hour?"""

__all__ = ["Window"]


class Window:
    """A sliding sum of two buckets: exact while it begins, within a few percent after."""

    __slots__ = ("amount", "before", "length_s", "since_s")

    def __init__(self, length_s: float) -> None:
        self.length_s = length_s
        self.since_s = 0.0
        self.amount = 0.0
        self.before = 0.0

    def add(self, at_s: float, amount: float) -> None:
        """Adds an amount."""
        age_s = at_s - self.since_s
        if age_s >= self.length_s:
            is_next = age_s < 2 * self.length_s
            self.before = self.amount if is_next else 0.0
            self.since_s = self.since_s + self.length_s if is_next else at_s
            self.amount = 0.0
        self.amount += amount

    def at(self, at_s: float) -> float:
        """What came within the window's length before a moment."""
        age_s = at_s - self.since_s
        if age_s >= 2 * self.length_s:
            return 0.0
        if age_s >= self.length_s:
            return self.amount * (2 - age_s / self.length_s)
        return self.amount + self.before * (1 - max(0.0, age_s) / self.length_s)
