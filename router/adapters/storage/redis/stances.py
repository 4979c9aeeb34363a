"""How do claims go to Redis, and how does it say how their accounts stand?"""

from collections.abc import Sequence

from router.adapters.storage.redis.amounts import from_parts, parts
from router.core.hold import AccountState, Claim

__all__ = ["claims_for_redis", "states_from_redis"]

Figures = Sequence[int]
"""Limit, spent and held, in two parts each."""


def claims_for_redis(claims: Sequence[Claim]) -> list[tuple[object, ...]]:
    """As `counters.lua` reads them."""
    return [
        (
            claim.account,
            claim.unit.value,
            *parts(claim.amount),
            *parts(claim.limit),
            claim.slice_us,
            False if claim.since_us is None else claim.since_us,
            claim.carry is not None
            and (claim.carry.slice_us, *parts(claim.carry.limit), *parts(claim.carry.most)),
        )
        for claim in claims
    ]


def states_from_redis(claims: Sequence[Claim], found: Sequence[Figures]) -> list[AccountState]:
    """How the accounts of the claims stand."""
    return [
        AccountState(
            account=claim.account,
            unit=claim.unit,
            limit=from_parts(*figures[0:2]),
            spent=from_parts(*figures[2:4]),
            held=from_parts(*figures[4:6]),
        )
        for claim, figures in zip(claims, found, strict=True)
    ]
