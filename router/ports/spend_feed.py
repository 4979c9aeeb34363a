"""What was spent since somebody last looked?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from router.core.caller import Caller

__all__ = ["Spend", "SpendBatch", "SpendFeed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """What one caller spent on one deployment in one quarter of an hour, or in a part of it."""

    at: datetime
    """The quarter's beginning. Midnight falls on one in every time zone, so no period of a budget
    begins within a quarter."""
    caller: Caller
    cost_usd: Decimal
    deployment: str | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendBatch:
    """The spend of some entries, in the order of booking."""

    seq: int
    """The last entry that is in it: where the next batch begins."""
    spends: Sequence[Spend]
    has_more: bool
    """Whether entries were left for the next batch."""


class SpendFeed(Protocol):
    """The ledger in the order of booking. Raises `LedgerUnavailable` where it cannot be read."""

    async def before(self, moment: datetime) -> int:
        """Where to begin so that no entry of `moment` or later is missed."""
        ...

    async def since(self, seq: int, *, most: int) -> SpendBatch:
        """What was spent by at most so many entries after `seq`."""
        ...
