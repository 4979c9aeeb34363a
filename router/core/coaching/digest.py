"""What does the weekly digest say, and of which week is it?"""

from datetime import datetime
from hashlib import blake2b

from router.core.coaching.advice import Advice
from router.core.coaching.told import advice_words
from router.core.notices.notice import Notice, NoticeKind

__all__ = ["digest_of", "is_due", "week_of"]

_MOST_TIPS = 3
_FROM_HOUR = 7
"""In UTC, on Mondays: nobody is written to in the night."""


def week_of(at: datetime) -> str:
    """Such as `2026-W47`; later weeks sort after earlier ones."""
    year, week, _ = at.isocalendar()
    return f"{year:04}-W{week:02}"


def is_due(at: datetime) -> bool:
    """Whether this week's digests are made by then."""
    return at.isocalendar().weekday > 1 or at.hour >= _FROM_HOUR


def digest_of(advice: Advice, *, user: str, week: str) -> Notice:
    """For the one person, and in nobody else's view.

    Its id is that of person and week: two replicas that make it make one.
    """
    mark = blake2b(f"{week}/{user}".encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    lines = [
        *advice_words(advice, most=_MOST_TIPS),
        "",
        "Only you get this, and nobody else can look at it. The amounts are estimates.",
        "All tips: tierwise coach. No more of these: tierwise coach --digest off",
    ]
    return Notice(
        id=f"ntc_digest_{mark}",
        kind=NoticeKind.DIGEST,
        at=advice.until,
        subject=f"Your use of models, week {week}",
        text="\n".join(lines),
        to=(user,),
    )
