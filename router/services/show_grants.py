"""How do grants stand: what is spent, held and left of them?"""

from collections.abc import Sequence
from dataclasses import dataclass

from router.core.grant import Grant
from router.core.grant_account import grant_accounts
from router.core.hold import AccountState, Unit
from router.ports.clock import Clock
from router.ports.holds import Accounts

__all__ = ["GrantStanding", "ShowGrants"]

_NEXT_TO_NOTHING = 100
"""A grant is used up once a hundredth of it is left, or no request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantStanding:
    """How a grant stands."""

    grant: Grant
    usd: AccountState
    """In nano-USD."""
    requests: AccountState | None
    """None where any number of requests may draw on it."""
    is_open: bool

    @property
    def is_used_up(self) -> bool:
        """Whether next to nothing will be left, once the calls under way are settled."""
        usd = self.usd
        no_money = usd.room_once_settled * _NEXT_TO_NOTHING <= usd.limit
        return no_money or (self.requests is not None and self.requests.room_once_settled <= 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowGrants:
    """Asks the accounts."""

    accounts: Accounts
    clock: Clock

    async def __call__(self, grants: Sequence[Grant]) -> Sequence[GrantStanding]:
        """How these stand, in their order."""
        if not grants:
            return []
        pairs = [grant_accounts(grant) for grant in grants]
        every = [account for pair in pairs for account in pair]
        await self.accounts.open([one.opening() for one in every])
        states = iter(await self.accounts.states([one.claim(0) for one in every]))
        now = self.clock.now()
        found = []
        for grant, pair in zip(grants, pairs, strict=True):
            by_unit = {account.unit: next(states) for account in pair}
            found.append(
                GrantStanding(
                    grant=grant,
                    usd=by_unit[Unit.USD],
                    requests=by_unit.get(Unit.REQUESTS),
                    is_open=grant.is_open(now),
                )
            )
        return found
