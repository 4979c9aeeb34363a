"""Tip `premium_for_formatting`: premium was asked for by name, to transform what is given."""

from classifier.labels import Complexity, Task
from router.core.coaching.habits import Habits
from router.core.coaching.tip import Saving, Tip, tip_of
from router.core.coaching.wording import usd
from router.core.tier import Tier

__all__ = ["FIXED_WORK", "premium_for_formatting"]

FIXED_WORK = frozenset({Task.FORMATTING, Task.EXTRACTION, Task.CLASSIFICATION, Task.TRANSLATION})
"""Tasks that transform or sort what is given."""


def premium_for_formatting(habits: Habits) -> Tip | None:
    """The same on economy, but for what is demanding."""
    savings = [
        Saving(request=one, usd=saved)
        for one in habits.completed
        if one.task in FIXED_WORK and not one.is_abstained
        if one.complexity is not Complexity.DEMANDING and habits.asked_premium(one)
        if (saved := habits.saved_on(Tier.ECONOMY, one)) > 0
    ]
    spent = sum(one.request.cost_usd for one in savings)
    return tip_of(
        "premium_for_formatting",
        savings,
        text=f"{len(savings)} requests asked for premium by name to format, extract, sort or "
        f"translate. They cost {usd(spent)}; economy is estimated at "
        f"{usd(spent - sum(one.usd for one in savings))}.",
        how="Ask for 'economy' or 'auto' for such work. A JSON schema keeps the form exact.",
    )
