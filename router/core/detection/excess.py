"""How far is a flow above what is usual, added up over time (Page's CUSUM)?"""

__all__ = ["Excess"]


class Excess:
    """A bucket that fills with what comes and drains at the pace that is allowed.

    For a Poisson flow this is the cumulated logarithm of the likelihood that the pace is higher,
    in units of one request: it finds a short steep rise and a long slight one alike. An episode
    ends when the bucket is empty, or by a pause: a program without a brake makes none.
    """

    __slots__ = (
        "allowed_per_s",
        "amount",
        "at_s",
        "events",
        "level",
        "pause_s",
        "since_s",
        "top",
    )

    def __init__(self, *, pause_s: float) -> None:
        self.pause_s = pause_s
        self.allowed_per_s = 0.0
        self.level = 0.0
        self.top = 0.0
        """The most of this episode."""
        self.since_s = 0.0
        """When it began."""
        self.amount = 0.0
        """All that came in it."""
        self.events = 0
        """In how many additions."""
        self.at_s = 0.0

    def add(self, at_s: float, amount: float) -> float | None:
        """Adds an amount; the top of the episode that ended before it, if one did."""
        ended = None
        level = self.level
        gap_s = at_s - self.at_s
        if gap_s > 0.0:
            level -= gap_s * self.allowed_per_s
            self.at_s = at_s
        if level <= 0.0 or gap_s > self.pause_s:
            ended = self.top
            level = 0.0
            self.top = self.amount = 0.0
            self.events = 0
            self.since_s = at_s
        level += amount
        self.level = level
        self.amount += amount
        self.events += 1
        if level > self.top:
            self.top = level
        return ended

    def forgive_half(self) -> None:
        """Keeps a change that has become usual from being held against someone for days."""
        self.level /= 2
