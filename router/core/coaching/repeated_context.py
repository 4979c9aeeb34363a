"""Tip `repeated_context`: a conversation's beginning was paid in full again, soon after."""

from collections.abc import Iterator
from dataclasses import replace

from router.core.coaching.habits import Habits
from router.core.coaching.own_request import OwnRequest
from router.core.coaching.tip import Saving, Tip, tip_of
from router.core.coaching.wording import count, usd

__all__ = ["repeated_context"]

_SHORTEST = 1_024
"""Providers keep no shorter beginning."""


def repeated_context(habits: Habits) -> Tip | None:
    """What the provider's prompt cache could have served, at its price for cached input."""
    savings, uncached = [], 0
    for request, tokens in _missed(habits):
        read = replace(request.usage, cached_tokens=request.usage.cached_tokens + tokens)
        saved = habits.saved_with(read, request)
        if saved > 0:
            savings.append(Saving(request=request, usd=saved))
            uncached += tokens
    return tip_of(
        "repeated_context",
        savings,
        text=f"{len(savings)} requests sent the beginning of a conversation again within minutes "
        f"and paid its {count(uncached)} tokens in full. From the prompt cache they are estimated "
        f"to cost {usd(sum(one.usd for one in savings))} less.",
        how="Keep the beginning of the prompt the same to the letter: put dates, ids and what "
        "changes at the end, so that the provider finds it in its cache.",
    )


def _missed(habits: Habits) -> Iterator[tuple[OwnRequest, int]]:
    """Requests that carry on a conversation, and how much of the turn before was not cached."""
    last: dict[str, OwnRequest] = {}
    for one in habits.completed:
        thread = one.asked.thread
        if thread is None:
            continue
        before = last.get(thread)
        last[thread] = one
        if before is None or before.deployment != one.deployment:
            continue
        is_warm = (one.at - before.at).total_seconds() <= habits.cache_ttl_s(one)
        is_next = one.asked.turns > before.asked.turns
        known = min(before.usage.input_tokens, one.usage.input_tokens)
        missed = known - one.usage.cached_tokens - one.usage.cache_write_tokens
        if is_warm and is_next and known >= _SHORTEST and missed > 0:
            yield one, missed
