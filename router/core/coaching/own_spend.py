"""What did somebody spend, in sums that add up?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from router.core.money import ZERO_USD

__all__ = ["OwnSpend", "summed", "summed_by"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSpend:
    """The sum of some entries."""

    project: str = ""
    model: str = ""
    tier: str = ""
    calls: int = 0
    """Calls of a deployment: a request that was tried again elsewhere is several."""
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal = ZERO_USD


def summed(rows: Iterable[OwnSpend]) -> OwnSpend:
    """All of them together."""
    kept = list(rows)
    return OwnSpend(
        calls=sum(one.calls for one in kept),
        input_tokens=sum(one.input_tokens for one in kept),
        cached_tokens=sum(one.cached_tokens for one in kept),
        output_tokens=sum(one.output_tokens for one in kept),
        cost_usd=sum((one.cost_usd for one in kept), start=ZERO_USD),
    )


def summed_by(
    rows: Iterable[OwnSpend], group_of: Callable[[OwnSpend], str]
) -> Mapping[str, OwnSpend]:
    """The sums of groups, dearest first."""
    groups: dict[str, list[OwnSpend]] = {}
    for one in rows:
        groups.setdefault(group_of(one), []).append(one)
    found = {name: summed(members) for name, members in groups.items()}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].cost_usd, pair[0])))
