"""What do the endings of a simulation add up to?"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from classifier.labels import Complexity, Priority
from router.core.money import ZERO_USD
from router.core.simulation.approving import Sought
from router.core.simulation.calendar import DAY_S
from router.core.simulation.ending import Ending
from router.core.simulation.outcomes import OutcomeTally
from router.core.tier import Tier

__all__ = ["AnomalyTally", "Tally"]


@dataclass(slots=True)
class AnomalyTally:
    """What became of one planted anomaly."""

    first_s: float | None = None
    caught_s: float | None = None
    """When one of its requests was first decided as an anomaly, or stopped by a rule."""
    caught_by: tuple[str, ...] = ()
    """The findings that it was first caught by, else the refusal."""
    sent: int = 0
    answered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    lost_usd: Decimal = ZERO_USD
    """What its requests cost that nothing was known of."""
    later_usd: Decimal = ZERO_USD
    """What it cost although it was known."""

    @property
    def delay_s(self) -> float | None:
        """How long it went on until it was caught; None where it never was."""
        if self.first_s is None or self.caught_s is None:
            return None
        return self.caught_s - self.first_s

    def add(self, ending: Ending) -> None:
        """Count one request of it; they end in any order."""
        at_s = ending.request.at_s
        self.sent += 1
        self.first_s = at_s if self.first_s is None else min(self.first_s, at_s)
        if ending.is_caught:
            self.later_usd += ending.cost_usd
            if self.caught_s is None or at_s < self.caught_s:
                self.caught_s = at_s
                self.caught_by = ending.findings or (ending.refusal or "",)
        else:
            self.lost_usd += ending.cost_usd
        if ending.refusal is None:
            self.answered += 1
        else:
            self.refused[ending.refusal] += 1


@dataclass(slots=True)
class Tally:
    """Counts and sums. Honest requests and those of planted anomalies are kept apart."""

    planted: frozenset[str] = frozenset()
    """The keys that anomalies are planted on: who is stopped there may be stopped with reason."""
    requests: int = 0
    spent_usd: Decimal = ZERO_USD
    premium_usd: Decimal = ZERO_USD
    """What the honest answers would have cost on premium."""
    honest_usd: Decimal = ZERO_USD
    tiers: Counter[tuple[Priority, Complexity, Tier]] = field(default_factory=Counter)
    """Honest answers by what their prompts truly were and which tier gave them."""
    judged: Counter[tuple[Priority, Complexity, Tier]] = field(default_factory=Counter)
    """The same by what the classifier took them for, where it did not abstain."""
    high: Counter[str] = field(default_factory=Counter)
    """Honest answers to high-priority prompts, by the priority that the classifier saw."""
    refused: Counter[tuple[str, Priority]] = field(default_factory=Counter)
    """Honest requests that were refused, by code and true priority."""
    stopped: Counter[tuple[str, Priority]] = field(default_factory=Counter)
    """The same by the rule that refused them."""
    refused_beside: int = 0
    """Those of them that came with a key on which an anomaly was planted."""
    odd: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Honest oddities by name: requests that were answered, refused, or decided under a finding."""
    reused: int = 0
    granted: int = 0
    resumed: int = 0
    """Requests that were refused for want of approval, and answered once it was given."""
    sought: list[Sought] = field(default_factory=list)
    """What was asked of approvers."""
    outcomes: OutcomeTally = field(default_factory=OutcomeTally)
    under_findings: int = 0
    """Honest requests that were decided while an anomaly of their caller was known."""
    active: set[tuple[str, int]] = field(default_factory=set)
    """Keys of honest callers and the days on which they asked."""
    anomalies: dict[str, AnomalyTally] = field(default_factory=lambda: defaultdict(AnomalyTally))

    def add(self, ending: Ending) -> None:
        """Count one request."""
        request = ending.request
        day = int(request.at_s // DAY_S)
        self.requests += 1
        self.spent_usd += ending.cost_usd
        if request.anomaly is not None:
            self.anomalies[request.anomaly].add(ending)
            return
        self.active.add((request.key, day))
        self.under_findings += ending.is_known
        self._count_honest(ending)
        if request.oddity is not None:
            self._count_odd(request.oddity, ending)

    def _count_honest(self, ending: Ending) -> None:
        truth = ending.request.ask.truth
        if ending.refusal is not None:
            self.refused[ending.refusal, truth.priority] += 1
            if ending.rule_id is not None:
                self.stopped[ending.rule_id, truth.priority] += 1
            self.refused_beside += ending.request.key in self.planted
            return
        self.reused += ending.is_reused
        self.granted += ending.is_granted
        self.honest_usd += ending.cost_usd
        self.premium_usd += ending.premium_usd
        self.resumed += ending.is_resumed
        self.outcomes.add(ending)
        if ending.tier is not None:
            self._count_tier(ending, ending.tier)

    def _count_tier(self, ending: Ending, tier: Tier) -> None:
        truth, judged = ending.request.ask.truth, ending.judged
        self.tiers[truth.priority, truth.complexity, tier] += 1
        if judged is not None:
            self.judged[judged.priority, judged.complexity, tier] += 1
        if truth.priority is Priority.HIGH:
            self.high["unsure" if judged is None else judged.priority.value] += 1

    def _count_odd(self, oddity: str, ending: Ending) -> None:
        self.odd[oddity, "answered" if ending.refusal is None else "refused"] += 1
        self.odd[oddity, "under a finding"] += ending.is_known

    def share(
        self, tier: Tier, *, priority: Priority | None = None, complexity: Complexity | None = None
    ) -> float | None:
        """Which share of the honest answers to such prompts a tier gave; None without any."""
        return _share(self.tiers, tier, priorities=(priority,), complexities=(complexity,))

    def share_of_work(self, *, is_judged: bool) -> float | None:
        """Which share of work that counts and is not trivial premium answered.

        By what it truly was, or by what the classifier took it for.
        """
        return _share(
            self.judged if is_judged else self.tiers,
            Tier.PREMIUM,
            priorities=(Priority.HIGH,),
            complexities=(Complexity.MODERATE, Complexity.DEMANDING),
        )


def _share(
    counted: Counter[tuple[Priority, Complexity, Tier]],
    tier: Tier,
    *,
    priorities: tuple[Priority | None, ...],
    complexities: tuple[Complexity | None, ...],
) -> float | None:
    """None among the labels stands for all of them."""
    fitting = {
        key: count
        for key, count in counted.items()
        if (None in priorities or key[0] in priorities)
        and (None in complexities or key[1] in complexities)
    }
    total = sum(fitting.values())
    given = sum(count for key, count in fitting.items() if key[2] is tier)
    return given / total if total else None
