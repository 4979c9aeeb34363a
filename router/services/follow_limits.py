"""Which budgets, quotas and grants are in force now, for requests that cannot wait for a store?"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from router.core.account import Account
from router.core.budget import Budget
from router.core.errors import LedgerUnavailable
from router.core.grant import Grant
from router.core.limit_book import NO_LIMITS, LimitBook
from router.core.rollout.in_force import InForce
from router.core.stored_limit import StoredLimits
from router.ports.limits import LimitStore

__all__ = ["FollowLimits"]

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class FollowLimits:
    """Keeps up with the policies and with what any process sets."""

    store: LimitStore
    policies: Callable[[], InForce]
    grants: Callable[[], Sequence[Grant]] = tuple
    """Those that are open; the same object as long as they are the same."""
    look_s: float = 0.5
    _book: LimitBook = field(default=NO_LIMITS, init=False, repr=False)
    _budgets: Sequence[Budget] = field(default=(), init=False, repr=False)
    _stored: StoredLimits | None = field(default=None, init=False, repr=False)
    _grants: Sequence[Grant] = field(default=(), init=False, repr=False)
    _is_behind: bool = field(default=False, init=False)

    def book(self) -> LimitBook:
        """As of a second ago at most; while the store is away, as it was last seen."""
        return self._book

    def budgets(self) -> Sequence[Account]:
        """The budgets in it, soft ones too."""
        return self._book.budgets

    async def refresh(self) -> None:
        """Take up what has changed.

        Raises:
            LedgerUnavailable: the store cannot be read. Before the first success nothing is
                limited, so a service must not start without one.
        """
        # Asked first: what changes while the limits are read is found by the next look.
        version, budgets = await self.store.version(), budgets_of(self.policies())
        grants = self.grants()
        stored = self._stored
        if stored is None or version != stored.version:
            stored = await self.store.all()
        elif budgets == self._budgets and grants is self._grants:
            return
        # In a thread: for ten thousand limits it takes as long as many requests.
        self._book = await asyncio.to_thread(LimitBook, budgets, stored.limits, grants=grants)
        self._budgets, self._stored, self._grants = budgets, stored, grants

    async def look(self) -> None:
        """Take up what has changed; where that fails, the next look tries again."""
        try:
            await self.refresh()
            self._is_behind = False
        except LedgerUnavailable as error:
            if not self._is_behind:  # one line for one outage
                _log.error("Budgets and quotas stay as they were. %s", error.message)
            self._is_behind = True

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(self.look_s)
            await self.look()


def budgets_of(now: InForce) -> tuple[Budget, ...]:
    """The budgets of all policies; hard are those of the policy that decides on most requests.

    A canary's and a shadow's are watched, so that their rules find what they ask for; others'
    requests must not be refused for them.
    """
    enforced = {budget.id for budget in now.primary.policy.budgets}
    return tuple(
        budget if budget.id in enforced else budget.model_copy(update={"hard": None})
        for budget in now.budgets
    )
