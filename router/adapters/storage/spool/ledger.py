"""What becomes of a call that was made while the database went away?"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from router.adapters.storage.spool.record import Waiting
from router.adapters.storage.spool.segment import Segment
from router.adapters.storage.spool.spool import Spool
from router.core.correction import settled_late
from router.core.errors import AlreadyBooked, EntryRefused, LedgerUnavailable
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome, SpendBy, SpendRow
from router.ports.ledger import Ledger

__all__ = ["SpooledLedger"]

_log = logging.getLogger(__name__)
_AT_ONCE = 200
"""Entries that are booked together, in few transactions."""
_FREE = (Outcome.REFUSED, Outcome.LOST)


class SpooledLedger:
    """Implements `Ledger`: where another one is away, calls wait on the disk until it is back.

    What was not called does not wait: a refusal costs nothing. Nor does a lost call: the store
    has its hold, by which it is found again.
    """

    def __init__(self, ledger: Ledger, spool: Spool, *, look_s: float = 1.0) -> None:
        self._ledger = ledger
        self._spool = spool
        self._look_s = look_s
        self._draining = asyncio.Lock()

    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Book a request, or let it wait; returns once it outlives a crash of this process."""
        try:
            await self._ledger.append(entry, decision)
        except (AlreadyBooked, EntryRefused):
            raise
        except LedgerUnavailable as error:
            if entry.outcome in _FREE:
                raise
            await asyncio.to_thread(self._spool.add, [Waiting(entry, decision)])
            _log.warning("Entry %s waits for the database. %s", entry.id, error.message)

    async def decision(self, decision_id: str) -> DecisionRecord | None:
        """The decision with this id, as the database has it."""
        return await self._ledger.decision(decision_id)

    async def entries(self, decision_id: str) -> Sequence[LedgerEntry]:
        """All entries of one decision, oldest first, as the database has them."""
        return await self._ledger.entries(decision_id)

    async def spend(self, by: SpendBy, *, since: datetime, until: datetime) -> Sequence[SpendRow]:
        """Spend in the half-open interval [since, until), without what still waits."""
        return await self._ledger.spend(by, since=since, until=until)

    async def run(self) -> None:
        """Book what waits as soon as the database is back, until cancelled."""
        while True:
            try:
                await self.drain()
            except LedgerUnavailable as error:
                _log.warning("%d entries wait. %s", len(self._spool), error.message)
            except OSError as error:
                _log.error("The spool cannot be read: %s. It is tried again.", error)
            await asyncio.sleep(self._look_s)

    async def drain(self) -> int:
        """Book all that waits, also for processes that are gone; how many entries it was.

        Raises:
            LedgerUnavailable: the database is still away; what is not booked goes on waiting.
        """
        async with self._draining:
            files = await asyncio.to_thread(self._spool.files)
            return sum([await self._book(segment) for segment in files])

    async def close(self) -> None:
        """Close the ledger, and leave what waits to the next process."""
        await self._ledger.close()
        await asyncio.to_thread(self._spool.close)

    async def _book(self, segment: Segment) -> int:
        reading, count = segment.read(), 0
        while batch := await asyncio.to_thread(lambda: list(islice(reading, _AT_ONCE))):
            # In one turn of the loop, so that they share transactions.
            results = await asyncio.gather(*map(self._book_one, batch), return_exceptions=True)
            for result in results:
                if isinstance(result, BaseException):
                    raise result
            self._spool.booked([waiting.entry.id for waiting in batch])
            count += len(batch)
        await asyncio.to_thread(self._spool.remove, segment)
        if count:
            _log.warning("%d entries that waited are booked.", count)
        return count

    async def _book_one(self, waiting: Waiting) -> None:
        """Whatever was done before a crash is not done twice: each id is booked once."""
        entry, decision = waiting
        try:
            await self._ledger.append(entry, decision)
        except AlreadyBooked:
            await self._correct(waiting)
        except EntryRefused as error:
            aside = await asyncio.to_thread(self._spool.put_aside, waiting)
            _log.error("%s It is kept in %s.", error.message, aside)

    async def _correct(self, waiting: Waiting) -> None:
        """Book the rest where the call was thought lost meanwhile."""
        entry, decision = waiting
        booked = {one.id: one for one in await self._ledger.entries(entry.decision_id)}
        rest = settled_late(entry, booked=booked.get(entry.id))
        if rest is None or rest.id in booked:
            return
        try:
            await self._ledger.append(rest, decision)
        except AlreadyBooked:
            _log.info("Entry %s was corrected by another process.", entry.id)
