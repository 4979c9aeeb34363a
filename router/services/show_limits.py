"""How do budgets and quotas stand: what is spent, held, left, and how fast?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from router.core.account import Account
from router.core.budget import Budget, BudgetState
from router.core.hold import AccountState
from router.ports.clock import Clock
from router.ports.holds import Accounts

__all__ = ["LimitStanding", "ShowLimits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitStanding:
    """How a budget or quota stands."""

    account: Account
    state: AccountState
    """In nano-USD, tokens or requests; the limit with increases and what was carried over."""
    resets_at: datetime | None
    share_elapsed: float | None
    """Of its period; None where it has none."""

    @property
    def share_used(self) -> float:
        """Spent, of the limit."""
        return self.state.spent / max(self.state.limit, 1)

    @property
    def pace(self) -> float | None:
        """Share used per share of the period gone; None where there is no period."""
        if self.share_elapsed is None:
            return None
        return BudgetState(
            id=self.account.name, share_used=self.share_used, share_elapsed=self.share_elapsed
        ).pace


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLimits:
    """Asks the accounts."""

    accounts: Accounts
    clock: Clock

    async def __call__(self, wanted: Sequence[Account]) -> Sequence[LimitStanding]:
        """How these stand, in their order.

        Requests count hard ones up as they pass. Of a soft one nobody keeps count but watchers in
        memory, so it is counted from the ledger now.
        """
        now = self.clock.now()
        seeded = [one for one in wanted if one.is_seeded]
        opened = [o for one in seeded if one.is_hard for o in one.openings(now)]
        counted = [o for one in seeded if not one.is_hard for o in one.openings(now)]
        if opened:
            await self.accounts.open(opened)
        if counted:
            await self.accounts.recount(counted)
        states = await self.accounts.states([one.probe(now) for one in wanted])
        return [_standing(*pair, at=now) for pair in zip(wanted, states, strict=True)]


def _standing(account: Account, state: AccountState, *, at: datetime) -> LimitStanding:
    elapsed = None
    if isinstance(account.limit, Budget) and account.limit.calendar is not None:
        elapsed = account.limit.period(at).share_elapsed(at)
    return LimitStanding(
        account=account, state=state, resets_at=account.resets_at(at), share_elapsed=elapsed
    )
