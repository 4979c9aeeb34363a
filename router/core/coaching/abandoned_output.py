"""Tip `abandoned_output`: answers were stopped while they were written."""

from dataclasses import replace

from router.core.coaching.habits import Habits
from router.core.coaching.tip import Saving, Tip, tip_of
from router.core.coaching.wording import count, usd
from router.core.ledger import Outcome

__all__ = ["abandoned_output"]


def abandoned_output(habits: Habits) -> Tip | None:
    """What was written until then; the input is billed in any case."""
    savings = [
        Saving(
            request=one,
            usd=habits.saved_with(
                replace(one.usage, output_tokens=0, reasoning_tokens=0, audio_output_tokens=0), one
            ),
            tokens=one.usage.output_tokens,
        )
        for one in habits.requests
        if one.outcome is Outcome.CANCELLED and one.usage.output_tokens > 0
    ]
    return tip_of(
        "abandoned_output",
        savings,
        text=f"{len(savings)} answers were stopped before their end. The "
        f"{count(sum(one.tokens for one in savings))} tokens written until then cost "
        f"{usd(sum(one.usd for one in savings))}.",
        how="Say in the prompt how long the answer should be, or set max_tokens.",
    )
