"""The machine's clock, and ids that sort by time."""

import os
import time
from datetime import UTC, datetime

__all__ = ["SystemClock"]


class SystemClock:
    """Implements `Clock` on the machine's own clocks."""

    def now(self) -> datetime:
        """The current time in UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    def new_id(self, prefix: str) -> str:
        """`prefix`, 48 bits of milliseconds and 80 random bits, as UUIDv7 has them."""
        return f"{prefix}_{time.time_ns() // 1_000_000:012x}{os.urandom(10).hex()}"
