"""How does the ledger in PostgreSQL tell Redis what was used?"""

from collections.abc import Sequence
from datetime import datetime

from router.adapters.storage.redis.booked import settled_among, settlement_of
from router.adapters.storage.redis.counting import CountingInRedis
from router.adapters.storage.redis.settling import Settling
from router.adapters.storage.rows import entry_to_row
from router.core.errors import AlreadyBooked
from router.core.ledger import DecisionRecord, LedgerEntry, SpendBy, SpendRow
from router.ports.ledger import Ledger

__all__ = ["RedisLedger"]


class RedisLedger:
    """Implements `Ledger`: all is booked in PostgreSQL, then the counters in Redis move."""

    def __init__(self, ledger: Ledger, counting: CountingInRedis, *, settling: Settling) -> None:
        self._ledger = ledger
        self._counting = counting
        self._settling = settling

    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Book a request. A decision that is recorded already stays as it was.

        It is booked also where Redis is away: the counters move once it is back.
        """
        try:
            await self._ledger.append(entry, decision)
        except AlreadyBooked:
            # Perhaps by a try whose answer was lost, or by a process that took this one for dead.
            async with self._counting.database.reading() as connection:
                booked = await settled_among(connection, [entry.id])
            await self._settling.settle(booked.values())
            raise
        await self._settling.settle([settlement_of(entry_to_row(entry))])

    async def decision(self, decision_id: str) -> DecisionRecord | None:
        """The decision with this id."""
        return await self._ledger.decision(decision_id)

    async def entries(self, decision_id: str) -> Sequence[LedgerEntry]:
        """All entries of one decision, oldest first."""
        return await self._ledger.entries(decision_id)

    async def spend(self, by: SpendBy, *, since: datetime, until: datetime) -> Sequence[SpendRow]:
        """Spend in the half-open interval [since, until) by group, dearest first."""
        return await self._ledger.spend(by, since=since, until=until)

    async def close(self) -> None:
        """Write what is pending and close; a second call does nothing."""
        await self._settling.close()
        await self._counting.close()
        await self._ledger.close()
        await self._counting.database.close()
