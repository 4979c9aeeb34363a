"""Tip `oversized_max_tokens`: far more output is reserved than answers use."""

from router.core.coaching.habits import Habits
from router.core.coaching.own_request import OwnRequest
from router.core.coaching.tip import Saving, Tip, tip_of
from router.core.coaching.wording import count, usd

__all__ = ["FAR_ABOVE", "needed_tokens", "oversized_max_tokens"]

FAR_ABOVE = 4
"""So many times what is needed."""
_LEAST_NEEDED = 256


def oversized_max_tokens(habits: Habits) -> Tip | None:
    """Nothing was billed for it: it holds budget while the request runs."""
    found = [
        (one, asked, need)
        for one in habits.completed
        if (asked := one.asked.max_output_tokens) is not None
        if asked > FAR_ABOVE * (need := _needed(one))
    ]
    savings = [
        Saving(request=one, held_usd=habits.output_usd(asked - need, one))
        for one, asked, need in found
    ]
    highest = max((asked for _, asked, _ in found), default=0)
    used = max((one.usage.output_tokens for one, _, _ in found), default=0)
    return tip_of(
        "oversized_max_tokens",
        savings,
        text=f"{len(savings)} requests set max_tokens up to {count(highest)}; their longest answer "
        f"took {count(used)}. That held {usd(sum(one.held_usd for one in savings))} of budgets "
        "for a while; it was given back and not billed.",
        how="Set max_tokens near twice what such answers use, or leave it out.",
    )


def needed_tokens(p95: int | None, used: int = 0) -> int:
    """What answers need, with room: never less than a short answer."""
    return max(p95 or 0, used, _LEAST_NEEDED)


def _needed(request: OwnRequest) -> int:
    return needed_tokens(request.output_tokens_p95, request.usage.output_tokens)
