"""Who keeps the sums up that reports of spend are read from?"""

import asyncio
import logging

from router.core.errors import LedgerUnavailable
from router.ports.rollups import RollUps

__all__ = ["RollUpSpend"]

_log = logging.getLogger(__name__)


class RollUpSpend:
    """Sums up beside the requests, in small steps: no request and no report waits for it."""

    def __init__(
        self,
        rollups: RollUps,
        *,
        every_s: float = 10.0,
        at_once: int = 1_000,
        pause_s: float = 0.02,
    ) -> None:
        self._rollups = rollups
        self._every_s = every_s
        self._at_once = at_once
        self._pause_s = pause_s

    async def run(self) -> None:
        """Follow the ledger until cancelled."""
        while True:
            await asyncio.sleep(self._every_s)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Sum up all that is booked; where the store is away, the next round goes on."""
        try:
            has_more = True
            while has_more:
                has_more = await self._rollups.advance(most=self._at_once)
                await asyncio.sleep(self._pause_s)  # others write, too
        except LedgerUnavailable as error:
            _log.warning("Spend is not summed up, reports take longer. %s", error.message)
