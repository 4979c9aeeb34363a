"""Waste `repeated`: a team asked the very same within a day, which a cache would have answered."""

from collections import OrderedDict
from typing import ClassVar

from router.core.behaviour.asked import Asked

__all__ = ["DAY_US", "MOST_REMEMBERED", "Repeated"]

DAY_US = 24 * 3_600 * 1_000_000
MOST_REMEMBERED = 200_000
"""Requests that are remembered at once: a very large day is compared with its last part."""


class Repeated:
    """Saves what the later ones cost.

    The same are requests of one team whose asking turn has the same words, with as many turns and
    tokens before it: `yes, go on` in two conversations is not the same.
    """

    kind: ClassVar[str] = "repeated"
    words: ClassVar[str] = "repeated"

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str, int, int], int] = OrderedDict()

    def saved_nanos(self, one: Asked) -> int | None:
        """What the request cost; None where it is the first of its kind in a day."""
        if one.fingerprint is None or one.spent_nanos == 0:
            return None
        same = (one.team, one.fingerprint, one.turns, one.input_tokens)
        before = self._seen.pop(same, None)
        self._seen[same] = one.at_us
        if len(self._seen) > MOST_REMEMBERED:
            self._seen.popitem(last=False)
        is_again = before is not None and one.at_us - before <= DAY_US
        return one.spent_nanos if is_again else None
