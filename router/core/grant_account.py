"""How is the use of a grant counted: as of a budget of its own, in one slice of time?"""

from dataclasses import dataclass

from router.core.account import whole_nanos
from router.core.grant import Grant
from router.core.hold import Claim, Opening, Unit
from router.core.moments import to_micros
from router.core.scope import Scope

__all__ = ["GrantAccount", "grant_accounts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantAccount:
    """The money of a grant, or its requests."""

    id: str
    """Such as `grant:grt_0192…:usd`."""
    unit: Unit
    limit: int
    """In nano-USD, or in requests."""
    grant: Grant

    def claim(self, amount: int) -> Claim:
        """What a request wants of it."""
        return Claim(
            account=self.id,
            unit=self.unit,
            amount=amount,
            limit=self.limit,
            slice_us=to_micros(self.grant.since),
        )

    def opening(self) -> Opening:
        """Its slice: all that is booked with the grant's tag, from its beginning to its end."""
        return Opening(
            account=self.id,
            unit=self.unit,
            scope=Scope(tag=self.grant.tag),
            slice_us=to_micros(self.grant.since),
            until_us=to_micros(self.grant.until),
        )


def grant_accounts(grant: Grant) -> tuple[GrantAccount, ...]:
    """Its money first; its requests too, where they are limited."""
    usd = GrantAccount(
        id=f"{grant.tag}:{Unit.USD}",
        unit=Unit.USD,
        limit=whole_nanos(grant.limit_usd),
        grant=grant,
    )
    if grant.most_requests is None:
        return (usd,)
    requests = GrantAccount(
        id=f"{grant.tag}:{Unit.REQUESTS}",
        unit=Unit.REQUESTS,
        limit=grant.most_requests,
        grant=grant,
    )
    return (usd, requests)
