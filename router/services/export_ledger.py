"""Which entries were booked in a time, one after the other, for a file?"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from router.core.admin_log import ActKind
from router.core.ledger import LedgerEntry
from router.core.pseudonym import pseudonymous
from router.ports.history import History
from router.ports.ledger import Ledger
from router.services.administer import Actor, Administer, Asked
from router.services.plan_policy import PIECE

__all__ = ["ExportLedger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLedger:
    """Reads in bounded memory, a decision at a time. Persons have pseudonyms unless asked for."""

    history: History
    ledger: Ledger
    administer: Administer
    actor: Actor
    pseudonym_key: bytes = field(repr=False)

    async def __call__(self, since: datetime, until: datetime) -> AsyncIterator[LedgerEntry]:
        """All entries of [since, until), each once, decision by decision in the order of time."""
        async for entry in self._entries(since, until):
            yield replace(entry, caller=pseudonymous(entry.caller, key=self.pseudonym_key))

    async def named(
        self, since: datetime, until: datetime, *, why: str
    ) -> AsyncIterator[LedgerEntry]:
        """The same with the names of persons; first the audit log is told who asked, and why.

        Raises:
            LedgerUnavailable: the log cannot be written; nothing is given then.
        """
        detail = {"why": why, "since": since.isoformat(), "until": until.isoformat()}
        await self.administer.note(
            Asked(
                actor=self.actor, kind=ActKind.LEDGER_EXPORT, subject="ledger/names", detail=detail
            )
        )
        async for entry in self._entries(since, until):
            yield entry

    async def _entries(self, since: datetime, until: datetime) -> AsyncIterator[LedgerEntry]:
        for span in self.history.spans(since, until, size=PIECE):
            for recorded in self.history.read(span):
                for entry in await self.ledger.entries(recorded.decision.id):
                    if since <= entry.at < until:
                        yield entry
