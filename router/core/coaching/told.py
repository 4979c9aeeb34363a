"""How is advice told, to programs and to people?"""

from collections.abc import Iterator

from router.core.coaching.advice import Advice
from router.core.coaching.tip import Tip
from router.core.coaching.wording import count, usd
from router.core.money import format_usd

__all__ = ["advice_told", "advice_words"]


def advice_told(advice: Advice) -> dict[str, object]:
    """As plain JSON; money is exact text."""
    return {
        "since": advice.since.isoformat(),
        "until": advice.until.isoformat(),
        "requests": advice.requests,
        "spent_usd": format_usd(advice.spent_usd),
        "saved_usd": format_usd(advice.saved_usd),
        "saved_tokens": advice.saved_tokens,
        "is_whole": advice.is_whole,
        "tips": [_tip_told(tip) for tip in advice.tips],
    }


def advice_words(advice: Advice, *, most: int | None = None) -> Iterator[str]:
    """Line by line; the most worthwhile tips first."""
    days = max(round((advice.until - advice.since).total_seconds() / 86_400), 1)
    yield f"{count(advice.requests)} requests in {days} days, {usd(advice.spent_usd)}."
    if not advice.is_whole:
        yield "Only the newest requests were looked at."
    if not advice.tips:
        yield "Nothing stands out. There is no tip."
        return
    yield f"What these tips name together is estimated at {usd(advice.saved_usd)}."
    for tip in advice.tips[:most]:
        yield ""
        yield tip.text
        yield f"How: {tip.how}"
        yield f"Examples: {', '.join(tip.examples)}"


def _tip_told(tip: Tip) -> dict[str, object]:
    return {
        "kind": tip.kind,
        "text": tip.text,
        "how": tip.how,
        "requests": tip.requests,
        "saved_usd": format_usd(tip.saved_usd),
        "saved_tokens": tip.saved_tokens,
        "held_usd": format_usd(tip.held_usd),
        "examples": list(tip.examples),
    }
