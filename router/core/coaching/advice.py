"""What does somebody's own use of some days suggest, all tips together?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from router.core.catalog import Catalog
from router.core.coaching import TIPS
from router.core.coaching.habits import Habits
from router.core.coaching.own_request import OwnRequest
from router.core.coaching.tip import Tip, total_of
from router.core.money import ZERO_USD

__all__ = ["Advice", "advise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The tips, those that save most first."""

    since: datetime
    until: datetime
    requests: int
    spent_usd: Decimal
    tips: tuple[Tip, ...]
    is_whole: bool = True
    """Whether all requests of the time were looked at, and not only the newest."""

    @property
    def saved_usd(self) -> Decimal:
        """What all tips together could have saved; a request that several name counts once."""
        return total_of(self.tips)[0]

    @property
    def saved_tokens(self) -> int:
        """The same in tokens."""
        return total_of(self.tips)[1]


def advise(
    requests: Sequence[OwnRequest],
    catalog: Catalog,
    *,
    since: datetime,
    until: datetime,
    is_whole: bool = True,
) -> Advice:
    """All tips on these requests, which come oldest first."""
    habits = Habits(tuple(requests), catalog)
    found = [tip for find in TIPS if (tip := find(habits)) is not None]
    return Advice(
        since=since,
        until=until,
        requests=len({one.decision_id for one in requests}),
        spent_usd=sum((one.cost_usd for one in requests), start=ZERO_USD),
        tips=tuple(sorted(found, key=lambda one: (-one.saved_usd, -one.saved_tokens, one.kind))),
        is_whole=is_whole,
    )
