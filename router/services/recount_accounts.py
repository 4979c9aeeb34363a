"""Do the counters of budgets and quotas agree with the ledger? They are counted anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from router.core.admin_log import ActKind
from router.core.hold import Unit
from router.core.limit_book import LimitBook
from router.ports.clock import Clock
from router.ports.holds import Accounts
from router.ports.limits import LimitStore
from router.services.administer import Actor, Administer, Asked

__all__ = ["Drift", "RecountAccounts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """By how much an account's counters were above the ledger and the open holds."""

    account: str
    unit: Unit
    spent: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountAccounts:
    """Counts what administrators set; running services recount budgets of policies by a timer."""

    accounts: Accounts
    limits: LimitStore
    administer: Administer
    actor: Actor
    clock: Clock

    async def __call__(self) -> Sequence[Drift]:
        """Count all of them anew; those that were off. The act is written down."""
        asked = Asked(actor=self.actor, kind=ActKind.ACCOUNTS_RECOUNT, subject="accounts")
        return await self.administer(
            asked, self._recount, told=lambda found: {"after": {"off": len(found)}}
        )

    async def _recount(self) -> Sequence[Drift]:
        book = LimitBook((), (await self.limits.all()).limits)
        openings = book.openings_at(self.clock.now())
        if not openings:
            return ()
        drifts = await self.accounts.recount(openings)
        return [
            Drift(account=one.account, unit=one.unit, spent=spent, held=held)
            for one, (spent, held) in zip(openings, drifts, strict=True)
            if spent or held
        ]
