"""Which figures does a simulation come to, and were its aims met?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from classifier.labels import Complexity, Priority
from router.core.budget import Budget
from router.core.simulation.alarms import Judged
from router.core.simulation.anomaly import Anomaly
from router.core.simulation.outcomes import OutcomeFigures
from router.core.simulation.plan import Plan
from router.core.simulation.seeking import ApprovalFigures, approval_figures
from router.core.simulation.tally import AnomalyTally, Tally
from router.core.tier import Tier

__all__ = ["Aim", "AnomalyFigures", "BudgetFigures", "Figures", "Shares", "Versions", "figures_of"]

_MOST_DELAY_S = 60.0
_MOST_LOST_USD = Decimal(5)
_MOST_FALSE = 0.5
_BUDGET_SLACK = Decimal("0.01")
_THOUSAND = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What decided, and what was compared with."""

    policy: str
    catalog: str
    classifier: str
    premium: str
    """The deployment that 'always premium' means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyFigures:
    """What became of one planted anomaly."""

    id: str
    kind: str
    subject: str
    day: int
    must_be_caught: bool
    sent: int
    refused: int
    delay_s: float | None
    """None: never caught."""
    caught_by: tuple[str, ...]
    lost_usd: Decimal
    later_usd: Decimal

    @property
    def is_in_time(self) -> bool:
        """Within a minute, or before it cost more than a few dollars."""
        if self.delay_s is None:
            return False
        return self.delay_s <= _MOST_DELAY_S or self.lost_usd <= _MOST_LOST_USD


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Where honest work was answered, by what its prompts truly were; None without any."""

    high_on_premium: float | None
    high_demanding_on_premium: float | None
    high_on_economy: float | None
    high_work_on_premium: float | None
    """High and not trivial: what policies mean for premium, by truth."""
    high_work_judged_on_premium: float | None
    """The same by the classifier's own word."""
    high_seen_as: tuple[tuple[str, int], ...]
    """Which priority the classifier saw in truly high ones."""
    trivial_on_economy: float | None
    low_on_economy: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetFigures:
    """The company's budget at the end."""

    limit_usd: Decimal
    spent_usd: Decimal
    blocked_high: int
    """Honest high-priority requests that the budget, or a step of its ladder, refused."""

    @property
    def share(self) -> float:
        """How much of it was spent."""
        return float(self.spent_usd / self.limit_usd)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What was aimed at, and what was measured."""

    text: str
    measured: str
    is_met: bool | None
    """None where there is nothing to measure it by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All of them."""

    people: int
    programs: int
    days: int
    seed: int
    versions: Versions
    requests: int
    spent_usd: Decimal
    honest_usd: Decimal
    premium_usd: Decimal
    shares: Shares
    refused: tuple[tuple[str, str, int], ...]
    """Honest requests by code and true priority."""
    refused_beside: int
    """Those of them that came with a key on which an anomaly was planted."""
    reused: int
    granted: int
    resumed: int
    """Honest requests that were refused for want of approval, and answered once it was given."""
    approvals: ApprovalFigures
    outcomes: OutcomeFigures
    anomalies: tuple[AnomalyFigures, ...]
    user_days: int
    false_acts: tuple[tuple[str, int], ...]
    """By name of the finding."""
    told_only: int
    """Findings about honest callers that no rule was shown."""
    under_findings: int
    odd: tuple[tuple[str, str, int], ...]
    budget: BudgetFigures | None
    drifts: int
    """Accounts that a recount at the end found to be off."""

    @property
    def saved(self) -> float | None:
        """Which share of always-premium spend was not spent."""
        return float(1 - self.honest_usd / self.premium_usd) if self.premium_usd else None

    @property
    def false_per_thousand(self) -> float | None:
        """False acts for each thousand honest users and days."""
        count = sum(number for _, number in self.false_acts)
        return count * _THOUSAND / self.user_days if self.user_days else None

    @property
    def aims(self) -> tuple[Aim, ...]:
        """Each with what was measured."""
        urgent = [one for one in self.anomalies if one.must_be_caught]
        in_time = sum(one.is_in_time for one in urgent)
        false = self.false_per_thousand
        return (
            Aim(
                text="Every runaway script and leaked key is caught within 60 s or USD 5.",
                measured=f"{in_time} of {len(urgent)}",
                is_met=in_time == len(urgent) if urgent else None,
            ),
            Aim(
                text="At most 0.5 false acts per 1,000 honest users and day.",
                measured="nobody asked" if false is None else f"{false:.2f}",
                is_met=None if false is None else false <= _MOST_FALSE,
            ),
            _budget_aim(self.budget),
        )


def figures_of(
    plan: Plan,
    tally: Tally,
    *,
    findings: Sequence[Judged],
    versions: Versions,
    budget: Budget | None,
    drifts: int,
) -> Figures:
    """The figures of a simulation that has ended."""
    false = Counter(one.finding.name for one in findings if one.is_false_act)
    told_only = sum(one.anomaly is None and not one.finding.is_acting for one in findings)
    return Figures(
        people=len(plan.company.people),
        programs=len(plan.company.programs),
        days=plan.calendar.days,
        seed=plan.seed,
        versions=versions,
        requests=tally.requests,
        spent_usd=tally.spent_usd,
        honest_usd=tally.honest_usd,
        premium_usd=tally.premium_usd,
        shares=_shares(tally),
        refused=tuple((c, p.value, n) for (c, p), n in sorted(tally.refused.items())),
        refused_beside=tally.refused_beside,
        reused=tally.reused,
        granted=tally.granted,
        resumed=tally.resumed,
        approvals=approval_figures(tally.sought),
        outcomes=tally.outcomes.figures(),
        anomalies=tuple(_anomaly(one, tally.anomalies[one.id]) for one in plan.anomalies),
        user_days=len(tally.active),
        false_acts=tuple(sorted(false.items())),
        told_only=told_only,
        under_findings=tally.under_findings,
        odd=tuple((name, what, n) for (name, what), n in sorted(tally.odd.items())),
        budget=_budget(tally, budget),
        drifts=drifts,
    )


def _shares(tally: Tally) -> Shares:
    return Shares(
        high_on_premium=tally.share(Tier.PREMIUM, priority=Priority.HIGH),
        high_demanding_on_premium=tally.share(
            Tier.PREMIUM, priority=Priority.HIGH, complexity=Complexity.DEMANDING
        ),
        high_on_economy=tally.share(Tier.ECONOMY, priority=Priority.HIGH),
        high_work_on_premium=tally.share_of_work(is_judged=False),
        high_work_judged_on_premium=tally.share_of_work(is_judged=True),
        high_seen_as=tuple(sorted(tally.high.items())),
        trivial_on_economy=tally.share(Tier.ECONOMY, complexity=Complexity.TRIVIAL),
        low_on_economy=tally.share(Tier.ECONOMY, priority=Priority.LOW),
    )


def _anomaly(planted: Anomaly, tally: AnomalyTally) -> AnomalyFigures:
    return AnomalyFigures(
        id=planted.id,
        kind=planted.kind.value,
        subject=planted.subject.name,
        day=planted.day + 1,
        must_be_caught=planted.kind.must_be_caught,
        sent=tally.sent,
        refused=tally.refused.total(),
        delay_s=tally.delay_s,
        caught_by=tally.caught_by,
        lost_usd=tally.lost_usd,
        later_usd=tally.later_usd,
    )


def _budget(tally: Tally, budget: Budget | None) -> BudgetFigures | None:
    if budget is None:
        return None
    steps = sum(
        count
        for (rule, priority), count in tally.stopped.items()
        if priority is Priority.HIGH and rule.startswith(f"{budget.id}-at-")
    )
    return BudgetFigures(
        limit_usd=budget.limit_usd,
        spent_usd=tally.spent_usd,
        blocked_high=tally.refused["budget_exceeded", Priority.HIGH] + steps,
    )


def _budget_aim(budget: BudgetFigures | None) -> Aim:
    text = "The month's budget holds within 1 %, and no high-priority work is blocked for it."
    if budget is None:
        return Aim(text=text, measured="the policy has no budget for all", is_met=None)
    holds = budget.spent_usd <= budget.limit_usd * (1 + _BUDGET_SLACK)
    return Aim(
        text=text,
        measured=f"{budget.share:.1%} spent, {budget.blocked_high} blocked",
        is_met=holds and budget.blocked_high == 0,
    )
