"""Which budgets and quotas does a request fall under, and what does it claim of them?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from router.core.account import Account, Span, policy_account, stored_account
from router.core.budget import Budget
from router.core.caller import Caller
from router.core.deployment import Deployment
from router.core.hold import Claim, Opening, Unit
from router.core.moments import from_micros
from router.core.period import Calendar
from router.core.scope_index import ScopeIndex
from router.core.stored_limit import StoredLimit

__all__ = ["NO_LIMITS", "LimitBook"]


class LimitBook:
    """All budgets and quotas of one moment; a changed one makes another book."""

    def __init__(self, budgets: Sequence[Budget] = (), stored: Sequence[StoredLimit] = ()) -> None:
        """`budgets` are those of policies, `stored` what administrators set."""
        self.accounts = (*map(policy_account, budgets), *map(stored_account, stored))
        hard = [account for account in self.accounts if account.is_hard]
        self._by_id = {account.id: account for account in self.accounts}
        self._hard = ScopeIndex((account.limit.scope, account) for account in hard)
        self._spans: dict[Calendar, Span] = {}
        """The latest one of each calendar: to find one costs more than all else here."""

    @property
    def budgets(self) -> tuple[Account, ...]:
        """The budgets among the accounts, soft ones too."""
        return tuple(one for one in self.accounts if isinstance(one.limit, Budget))

    def claims(
        self,
        caller: Caller,
        target: Deployment,
        *,
        at: datetime,
        amounts: Mapping[Unit, int],
    ) -> tuple[Claim, ...]:
        """What a request of `caller` that `target` answers claims of all that are hard.

        A request that costs nothing claims no money: it may pass where a budget is used up.
        """
        found = self._hard.covering(caller, deployment=target.name, tier=target.tier.value)
        if not found:
            return ()
        return tuple(
            account.claim(amount, at, span=self._span(account, at))
            for account in found
            if (amount := amounts.get(account.unit, 0)) > 0
        )

    def openings(self, claims: Iterable[Claim]) -> tuple[Opening, ...]:
        """The slices behind claims that begin with what the ledger holds."""
        found: list[Opening] = []
        for claim in claims:
            account = self._by_id.get(claim.account)
            if account is not None and account.is_seeded:
                found += account.openings(from_micros(claim.slice_us))
        return tuple(found)

    def openings_at(self, at: datetime) -> tuple[Opening, ...]:
        """All slices that count at a moment and can be counted anew."""
        return tuple(
            opening
            for account in self.accounts
            if account.is_hard and (account.is_seeded or account.unit is Unit.CONCURRENT)
            for opening in account.openings(at)
        )

    def account(self, account_id: str) -> Account | None:
        """The budget or quota behind a claim; None where it is not in force any more."""
        return self._by_id.get(account_id)

    def _span(self, account: Account, at: datetime) -> Span | None:
        calendar = account.limit.calendar if isinstance(account.limit, Budget) else None
        if calendar is None:
            return None
        span = self._spans.get(calendar)
        if span is None or at not in span.period:
            span = self._spans[calendar] = Span.of(calendar, at)
        return span


NO_LIMITS = LimitBook()
