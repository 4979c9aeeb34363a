"""How many approvals were asked for, what came of them, and how long did it take?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from router.core.money import ZERO_USD
from router.core.simulation.approving import Sought

__all__ = ["ApprovalFigures", "approval_figures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFigures:
    """All that was asked of approvers."""

    asked: int
    granted: int
    granted_less: int
    """Those of them that were granted less than was asked for."""
    denied: int
    waiting: int
    """Nobody decided in time, or before the simulation was over."""
    wanted_usd: Decimal
    granted_usd: Decimal
    median_s: float | None
    """How long a decision took; None without any."""
    longest_s: float | None
    rules: tuple[tuple[str, int], ...]
    """Which rules demanded them, and how often they were asked for."""


def approval_figures(sought: Sequence[Sought]) -> ApprovalFigures:
    """What they came to."""
    took_s = [one.decided_s - one.asked_s for one in sought if one.decided_s is not None]
    granted = [one for one in sought if one.granted_usd]
    return ApprovalFigures(
        asked=len(sought),
        granted=len(granted),
        granted_less=sum(one.is_less for one in sought),
        denied=len(took_s) - len(granted),
        waiting=len(sought) - len(took_s),
        wanted_usd=sum((one.wanted_usd for one in sought), ZERO_USD),
        granted_usd=sum((one.granted_usd for one in granted), ZERO_USD),
        median_s=median(took_s) if took_s else None,
        longest_s=max(took_s, default=None),
        rules=tuple(sorted(Counter(one.rule_id for one in sought).items())),
    )
