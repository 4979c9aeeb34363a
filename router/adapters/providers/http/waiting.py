"""Until when is the next piece waited for, where a library reads the answer in our place?"""

import asyncio

from router.adapters.providers.http.failures import Stage, TookTooLong
from router.core.patience import Patience

__all__ = ["Waiting"]


class Waiting:
    """The deadlines of one call, for `asyncio.timeout_at`. It begins when this is made."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._clock = asyncio.get_running_loop().time
        now_s, total_s = self._clock(), patience.total_s
        self._ends_by_s = float("inf") if total_s is None else now_s + total_s
        self._next_by_s = now_s + patience.first_byte_s
        self._has_begun = False

    def until_s(self) -> float:
        """When the next piece must be here, by the loop's clock."""
        if self._has_begun:
            self._next_by_s = self._clock() + self._patience.between_s
        return min(self._next_by_s, self._ends_by_s)

    def heard(self) -> None:
        """A piece of the body is here."""
        self._has_begun = True

    def late(self) -> TookTooLong:
        """What took too long, now that the last deadline has passed."""
        patience = self._patience
        if patience.total_s is not None and self._ends_by_s <= self._next_by_s:
            return TookTooLong(Stage.TOTAL, waited_s=patience.total_s)
        if self._has_begun:
            return TookTooLong(Stage.BETWEEN, waited_s=patience.between_s)
        return TookTooLong(Stage.FIRST_BYTE, waited_s=patience.first_byte_s)
