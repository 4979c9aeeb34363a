"""How is a key slowed down: as by a quota of its own, which ends with the rule that demands it?"""

from datetime import datetime

from router.core.caller import Caller
from router.core.directive import Effect
from router.core.errors import RateLimited
from router.core.hold import Claim, Unit
from router.core.moments import to_micros
from router.core.rolling import Rolling

__all__ = ["is_slowed", "slow_claim", "slowed"]

_MINUTE = Rolling(length_us=60_000_000)
_SLOW = "slow:"


def slow_claim(told: Effect[int], caller: Caller, *, at: datetime) -> Claim:
    """One request of those that the key may make in any minute, on all replicas together."""
    at_us = to_micros(at)
    return Claim(
        account=f"{_SLOW}{told.rule_id}:{caller.key_id}",
        unit=Unit.REQUESTS,
        amount=1,
        limit=told.value,
        slice_us=_MINUTE.slice_us(at_us),
        since_us=_MINUTE.since_us(at_us),
    )


def is_slowed(account: str) -> bool:
    """Whether an account counts for a key that is slowed down."""
    return account.startswith(_SLOW)


def slowed(told: Effect[int]) -> RateLimited:
    """The refusal of a request that came too soon."""
    wait_s = max(1, round(60 / told.value))
    return RateLimited(
        f"This key is slowed down to {told.value} requests a minute for now (rule "
        f"'{told.rule_id}': {told.reason}) Ask again in {wait_s} s; GET /v1/usage/me says why "
        "and until when.",
        headers={"retry-after": str(wait_s)},
        details={"rule": told.rule_id},
    )
