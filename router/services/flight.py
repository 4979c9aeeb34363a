"""Who waits for an answer that somebody else is already waiting for?"""

import asyncio
from collections.abc import Callable

from router.core.kept_answer import KeptAnswer

__all__ = ["Flight"]


class Flight:
    """One call under way for several identical requests: the first one makes it."""

    def __init__(self, leave: Callable[[], object]) -> None:
        """`leave` is called once it is over: whoever comes then makes a call of its own."""
        self._leave = leave
        self._landed = asyncio.Event()
        self._kept: KeptAnswer | None = None
        self.has_failed = False
        """Whether the provider failed. Then each of those who wait asks for itself, and at once:
        one after the other would wait for the same failure again and again."""

    def land(self, kept: KeptAnswer | None, *, has_failed: bool = False) -> None:
        """It is over: with an answer for all, or with none."""
        if not self._landed.is_set():
            self._kept, self.has_failed = kept, has_failed
            self._leave()
            self._landed.set()

    async def landed(self) -> KeptAnswer | None:
        """Wait until it is over; None where there is no answer that may be given again."""
        await self._landed.wait()
        return self._kept
