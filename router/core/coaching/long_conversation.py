"""Tip `long_conversation`: each further turn sends the whole history again."""

from dataclasses import replace

from router.core.coaching.habits import Habits
from router.core.coaching.own_request import OwnRequest
from router.core.coaching.tip import Saving, Tip, tip_of
from router.core.coaching.wording import count, usd
from router.core.usage import Usage

__all__ = ["long_conversation"]

_LONG = 20
"""Turns after which a new conversation with a summary is worth while."""


def long_conversation(habits: Habits) -> Tip | None:
    """What the turns after the twentieth read more than the twentieth did."""
    sizes: dict[str, int] = {}
    savings = []
    for one in habits.completed:
        thread = one.asked.thread
        if thread is None:
            continue
        if one.asked.turns <= _LONG:
            sizes[thread] = one.usage.input_tokens
        elif (saving := _saving(habits, one, size=sizes.get(thread, 0))) is not None:
            savings.append(saving)
    return tip_of(
        "long_conversation",
        savings,
        text=f"{len(savings)} requests came after more than {_LONG} turns of a conversation. The "
        f"{count(sum(one.tokens for one in savings))} tokens of later history that they sent "
        f"again are estimated at {usd(sum(one.usd for one in savings))}.",
        how="Begin a new conversation with a short summary once the subject changes.",
    )


def _saving(habits: Habits, request: OwnRequest, *, size: int) -> Saving | None:
    """Nothing is said of conversations whose twentieth turn was not seen."""
    tokens = request.usage.input_tokens - size
    if size <= 0 or tokens <= 0:
        return None
    shorter = _shortened(request.usage, to=size)
    return Saving(request=request, usd=habits.saved_with(shorter, request), tokens=tokens)


def _shortened(usage: Usage, *, to: int) -> Usage:
    """The end of the history is left out: what was cached of the beginning stays so."""
    cached = min(usage.cached_tokens, to)
    written = min(usage.cache_write_tokens, to - cached)
    return replace(
        usage,
        input_tokens=to,
        cached_tokens=cached,
        cache_write_tokens=written,
        cache_write_1h_tokens=min(usage.cache_write_1h_tokens, written),
    )
