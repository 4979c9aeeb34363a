"""Which budgets, quotas and grants does a request fall under, and what does it claim of them?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from router.core.account import Account, Span, policy_account, stored_account
from router.core.budget import Budget
from router.core.caller import Caller
from router.core.deployment import Deployment
from router.core.errors import ApprovalRequired
from router.core.grant import GRANT_TAG, Grant
from router.core.grant_account import GrantAccount, grant_accounts
from router.core.hold import Claim, Opening, Unit
from router.core.moments import from_micros
from router.core.period import Calendar
from router.core.scope_index import ScopeIndex
from router.core.stored_limit import StoredLimit

__all__ = ["NO_LIMITS", "LimitBook"]


class LimitBook:
    """All budgets, quotas and grants of one moment; a changed one makes another book."""

    def __init__(
        self,
        budgets: Sequence[Budget] = (),
        stored: Sequence[StoredLimit] = (),
        *,
        grants: Sequence[Grant] = (),
    ) -> None:
        """`budgets` are those of policies, `stored` what administrators set.

        `grants` are those that are open: each is an account that only its own requests claim of.
        """
        self.accounts = (*map(policy_account, budgets), *map(stored_account, stored))
        hard = [account for account in self.accounts if account.is_hard]
        self._by_id = {account.id: account for account in self.accounts}
        self._hard = ScopeIndex((account.limit.scope, account) for account in hard)
        self._grants = {grant.tag: grant_accounts(grant) for grant in grants}
        self._of_grants = {one.id: one for pair in self._grants.values() for one in pair}
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

        Raises:
            ApprovalRequired: the grant that it draws on has ended a moment ago.
        """
        return self.claims_on(self.covering(caller, target, at=at), at=at, amounts=amounts)

    def covering(
        self, caller: Caller, target: Deployment, *, at: datetime
    ) -> tuple[Account | GrantAccount, ...]:
        """The hard accounts that a request of `caller` falls under if `target` answers it.

        Raises:
            ApprovalRequired: as of `claims`.
        """
        found = self._hard.covering(caller, deployment=target.name, tier=target.tier.value)
        return (*found, *self._drawn_on(caller, at)) if caller.tags else found

    def claims_on(
        self,
        accounts: Iterable[Account | GrantAccount],
        *,
        at: datetime,
        amounts: Mapping[Unit, int],
    ) -> tuple[Claim, ...]:
        """What a request claims of each of these accounts.

        One that costs nothing claims no money: it may pass where a budget is used up.
        """
        claims: list[Claim] = []
        for account in accounts:
            amount = amounts.get(account.unit, 0)
            if amount <= 0:
                continue
            if isinstance(account, GrantAccount):
                claims.append(account.claim(amount))
            else:
                claims.append(account.claim(amount, at, span=self._span(account, at)))
        return tuple(claims)

    def openings(self, claims: Iterable[Claim]) -> tuple[Opening, ...]:
        """The slices behind claims that begin with what the ledger holds."""
        found: list[Opening] = []
        for claim in claims:
            account = self._by_id.get(claim.account)
            if account is not None and account.is_seeded:
                found += account.openings(from_micros(claim.slice_us))
            elif (of_grant := self._of_grants.get(claim.account)) is not None:
                found.append(of_grant.opening())
        return tuple(found)

    def openings_at(self, at: datetime) -> tuple[Opening, ...]:
        """All slices that count at a moment and can be counted anew."""
        of_limits = (
            opening
            for account in self.accounts
            if account.is_hard and (account.is_seeded or account.unit is Unit.CONCURRENT)
            for opening in account.openings(at)
        )
        return (*of_limits, *(one.opening() for one in self._of_grants.values()))

    def account(self, account_id: str) -> Account | None:
        """The budget or quota behind a claim; None where it is not in force any more."""
        return self._by_id.get(account_id)

    def grant(self, account_id: str) -> Grant | None:
        """The grant behind a claim; None where it is a budget's or quota's, or has ended."""
        found = self._of_grants.get(account_id)
        return None if found is None else found.grant

    def _drawn_on(self, caller: Caller, at: datetime) -> tuple[GrantAccount, ...]:
        """The accounts of the grant whose tag a request bears; only Tierwise gives these tags."""
        for tag in caller.tags:
            if tag.startswith(GRANT_TAG):
                drawn = self._grants.get(tag, ())
                if drawn and drawn[0].grant.is_open(at) and drawn[0].grant.scope.covers(caller):
                    return drawn
                raise ApprovalRequired(
                    "The grant that this request would have drawn on has ended. Ask again: "
                    "another one may cover it, or you are told how to ask for one.",
                    details={"grant": tag.removeprefix(GRANT_TAG)},
                )
        return ()

    def _span(self, account: Account, at: datetime) -> Span | None:
        calendar = account.limit.calendar if isinstance(account.limit, Budget) else None
        if calendar is None:
            return None
        span = self._spans.get(calendar)
        if span is None or at not in span.period:
            span = self._spans[calendar] = Span.of(calendar, at)
        return span


NO_LIMITS = LimitBook()
