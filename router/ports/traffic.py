"""Which requests were served? The ledger, read for learning."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from router.core.traffic import ServedRequest

__all__ = ["Traffic"]


class Traffic(Protocol):
    """Chat requests that reached a deployment; audits' own calls left out.

    Raises `LedgerUnavailable` where the store cannot be read.
    """

    async def between(self, since: datetime, until: datetime) -> Sequence[ServedRequest]:
        """Those of the half-open interval [since, until), oldest first."""
        ...

    async def of(self, decision_ids: Sequence[str]) -> Mapping[str, ServedRequest]:
        """Those of these decisions, by decision."""
        ...

    async def answered_as(self, response_id: str) -> Sequence[str]:
        """The decisions whose answers carried this id, newest first; at most a hundred."""
        ...
