"""What did a subject do just now? Kept while it is busy, and not worth a disk."""

from router.core.detection.excess import Excess
from router.core.detection.origins import Origins
from router.core.detection.repeats import Repeats
from router.core.detection.runs import Runs
from router.core.detection.window import Window

__all__ = ["LAST", "Recent"]

LAST = 32
"""So many of the last requests are remembered bit by bit."""
_REST_S = 6 * 3600.0


class Recent:
    """The last minutes of one subject."""

    __slots__ = (
        "failed_bits",
        "failures",
        "long_bits",
        "minute",
        "odd_last_s",
        "odd_requests",
        "odd_since_s",
        "origins",
        "premium_bits",
        "repeats",
        "requests",
        "runs",
        "usd",
        "usd_hour",
    )

    def __init__(self) -> None:
        self.requests = Excess(pause_s=600)
        self.usd = Excess(pause_s=1800)
        self.minute = Window(60)
        self.failures = Window(60)
        self.usd_hour = Window(3600)
        self.premium_bits = 0
        """One bit for each of the last requests, the newest lowest: 1 for premium by name."""
        self.long_bits = 0
        self.failed_bits = 0
        self.odd_requests = 0
        """In hours in which the subject usually rests, since it last rested."""
        self.odd_since_s = 0.0
        self.odd_last_s = 0.0
        self.runs = Runs()
        self.repeats: Repeats | None = None
        """This and `origins` for keys only, which are what a program holds."""
        self.origins: Origins | None = None

    def note_odd(self, at_s: float) -> None:
        """Counts a request in an hour in which the subject usually rests."""
        if at_s - self.odd_last_s > _REST_S:
            self.odd_requests, self.odd_since_s = 0, at_s
        self.odd_requests += 1
        self.odd_last_s = at_s
