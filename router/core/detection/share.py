"""Which share of a subject's requests has some trait?"""

__all__ = ["Share"]

_HOUR_WEIGHT = 0.03
"""What one busy hour weighs: so an hour of nonsense hardly moves the usual share."""


class Share:
    """A mean over busy hours, each of which weighs the same however much came in it."""

    __slots__ = ("hits", "hours", "requests", "usual")

    def __init__(self) -> None:
        self.usual = 0.0
        self.hours = 0
        self.requests = 0
        """In the hour under way, like `hits`."""
        self.hits = 0

    def add(self, is_hit: bool) -> None:
        """Counts one request."""
        self.requests += 1
        self.hits += is_hit

    def close_hour(self) -> None:
        """Learns from the hour that is over."""
        if not self.requests:
            return
        self.hours += 1
        weight = max(_HOUR_WEIGHT, 1 / self.hours)
        self.usual += weight * (self.hits / self.requests - self.usual)
        self.requests = self.hits = 0
