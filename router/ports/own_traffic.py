"""What did one person ask and spend?"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from router.core.coaching.own_request import Oneself, OwnRequest
from router.core.coaching.own_spend import OwnSpend

__all__ = ["Newest", "OwnTraffic"]


class Newest(NamedTuple):
    """The newest requests of a time, oldest first."""

    requests: Sequence[OwnRequest]
    is_whole: bool
    """Whether these are all of the time."""


class OwnTraffic(Protocol):
    """The ledger of one person. Raises `LedgerUnavailable` where it cannot be read."""

    async def newest(self, whose: Oneself, *, since: datetime, most: int) -> Newest:
        """The newest chat requests since a moment.

        At most so many calls are looked at; those of embeddings and audits are left out.
        """
        ...

    async def spend(self, whose: Oneself, *, since: datetime) -> Sequence[OwnSpend]:
        """All that was booked since a moment, by project, model and tier; exact."""
        ...
