"""Tip `cheaper_tier`: premium was asked for by name, for work that a cheaper tier does."""

from classifier.labels import Complexity
from router.core.coaching.habits import Habits
from router.core.coaching.premium_for_formatting import FIXED_WORK
from router.core.coaching.tip import Saving, Tip, tip_of
from router.core.coaching.wording import usd
from router.core.tier import Tier

__all__ = ["cheaper_tier"]

_WOULD_DO = {Complexity.TRIVIAL: Tier.ECONOMY, Complexity.MODERATE: Tier.STANDARD}


def cheaper_tier(habits: Habits) -> Tip | None:
    """Trivial work on economy and moderate work on standard, at the prices of those days."""
    savings = [
        Saving(request=one, usd=saved)
        for one in habits.completed
        if not one.is_abstained and one.complexity in _WOULD_DO and one.task not in FIXED_WORK
        if habits.asked_premium(one)
        if (saved := habits.saved_on(_WOULD_DO[one.complexity], one)) > 0
    ]
    spent = sum(one.request.cost_usd for one in savings)
    return tip_of(
        "cheaper_tier",
        savings,
        text=f"{len(savings)} requests asked for premium by name and look trivial or moderate. "
        f"They cost {usd(spent)}; the same tokens on a cheaper tier are estimated at "
        f"{usd(spent - sum(one.usd for one in savings))}.",
        how="Ask for the model 'auto': the policy keeps premium for work that needs it.",
    )
