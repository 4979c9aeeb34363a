"""Does more arrive than can be answered, or is it a burst that passes?

As in CoDel (RFC 8289) a line is judged by the least delay of a while, not by its length: a burst
is over soon, and callers of whom each waits for its answer before it asks again are no flood.
"""

from router.core.admission import Rank

__all__ = ["Pressure"]

_STANDING = 2
"""As many times as long as somebody may wait, a line that long has to be seen."""
_LONGEST_STEP_S = 0.03
"""What one look may count for: a process that stood still for a second has no crowd by that."""
_RECENT_S = 0.3


class Pressure:
    """What was seen of the line of late."""

    def __init__(self, *, longest_wait_s: float = 0.25) -> None:
        """`longest_wait_s` is how long somebody may wait before the line is too long."""
        self._longest_wait_s = longest_wait_s
        self.is_standing = False
        """Whether somebody waits too long all the time: more arrives than can be answered."""
        self._stood_s = 0.0
        self._looked_s = 0.0
        self._served_s = {Rank.LOW: float("-inf"), Rank.NORMAL: float("-inf")}

    def look(self, now_s: float, *, oldest_s: float | None) -> None:
        """Note since when the first in the line waits; None where nobody does."""
        step_s = min(now_s - self._looked_s, _LONGEST_STEP_S)
        self._looked_s = now_s
        is_long = oldest_s is not None and now_s - oldest_s > self._longest_wait_s
        self._stood_s = self._stood_s + step_s if is_long else 0.0
        self.is_standing = self._stood_s >= _STANDING * self._longest_wait_s

    def serve(self, rank: Rank, now_s: float) -> None:
        """Somebody of `rank` got a turn."""
        if rank is not Rank.HIGH:
            self._served_s[rank] = now_s

    def admits(self, rank: Rank) -> bool:
        """Whether it makes sense to wait: somebody of this rank, or of a lower one, got a turn.

        Who is of high rank may always wait. Where no line stands, everybody may.
        """
        if not self.is_standing or rank is Rank.HIGH:
            return True
        since_s = self._looked_s - _RECENT_S
        return any(at >= since_s for one, at in self._served_s.items() if one >= rank)
