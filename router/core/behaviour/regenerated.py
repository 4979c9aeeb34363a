"""Waste `regenerated`: the same was asked again in the same conversation soon after."""

from collections import OrderedDict
from typing import ClassVar

from router.core.behaviour.asked import Asked

__all__ = ["Regenerated"]

_SOON_US = 10 * 60 * 1_000_000
_MOST = 100_000
"""Turns that are remembered at once."""


class Regenerated:
    """Saves the later answer: had the first one done, nobody would have asked for it."""

    kind: ClassVar[str] = "regenerated"
    words: ClassVar[str] = "regenerated"

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str, str, int], int] = OrderedDict()

    def saved_nanos(self, one: Asked) -> int | None:
        """What the answer cost; None where the turn is new, or was asked long ago."""
        if one.fingerprint is None or one.thread is None:
            return None
        turn = (one.key_id, one.thread, one.fingerprint, one.turns)
        before = self._seen.pop(turn, None)
        self._seen[turn] = one.at_us
        if len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        is_again = before is not None and one.at_us - before <= _SOON_US
        return one.spent_nanos if is_again else None
