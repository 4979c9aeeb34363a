"""What time is it, and which id is new?"""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time and identity, so that neither is hidden in the code that uses them."""

    def now(self) -> datetime:
        """The current time in UTC, with its time zone."""
        ...

    def monotonic_s(self) -> float:
        """Seconds on a clock that never steps back, for durations."""
        ...

    def new_id(self, prefix: str) -> str:
        """A unique id such as `dec_0192f…`; later ids sort after earlier ones."""
        ...
