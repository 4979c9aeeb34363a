"""What did answers cost for each one that was accepted, as routed and always on premium?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from router.core.feedback import Verdict
from router.core.money import ZERO_USD
from router.core.simulation.ending import Ending
from router.core.simulation.opinion import acceptance
from router.core.tier import Tier

__all__ = ["OutcomeFigures", "OutcomeTally"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFigures:
    """Of the answers that people said something of."""

    verdicts: tuple[tuple[str, str, int], ...]
    """By tier and verdict."""
    said: int
    accepted: int
    cost_usd: Decimal
    premium_usd: Decimal
    """What the same answers would have cost on premium."""
    premium_accepted: float
    """How many of those would be expected to be accepted."""

    @property
    def usd_each(self) -> float | None:
        """What each accepted one cost, as routed."""
        return float(self.cost_usd) / self.accepted if self.accepted else None

    @property
    def premium_usd_each(self) -> float | None:
        """The same, had all of them been answered on premium."""
        return float(self.premium_usd) / self.premium_accepted if self.premium_accepted else None


@dataclass(slots=True)
class OutcomeTally:
    """Counts what is said."""

    verdicts: Counter[tuple[Tier, Verdict]] = field(default_factory=Counter)
    cost_usd: Decimal = ZERO_USD
    premium_usd: Decimal = ZERO_USD
    premium_accepted: float = 0.0

    def add(self, ending: Ending) -> None:
        """Count one answer, if anything was said of it."""
        if ending.said is None or ending.tier is None:
            return
        self.verdicts[ending.tier, ending.said] += 1
        self.cost_usd += ending.cost_usd
        self.premium_usd += ending.premium_usd
        self.premium_accepted += acceptance(ending.request.ask.truth.complexity, Tier.PREMIUM)

    def figures(self) -> OutcomeFigures:
        """What it came to."""
        by_verdict: Mapping[Verdict, int] = {
            verdict: sum(n for (_, said), n in self.verdicts.items() if said is verdict)
            for verdict in Verdict
        }
        return OutcomeFigures(
            verdicts=tuple((t.value, v.value, n) for (t, v), n in sorted(self.verdicts.items())),
            said=sum(by_verdict.values()),
            accepted=by_verdict[Verdict.ACCEPTED],
            cost_usd=self.cost_usd,
            premium_usd=self.premium_usd,
            premium_accepted=self.premium_accepted,
        )
