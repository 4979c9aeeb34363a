"""Who calls, where most requests come from callers that called before?"""

from router.core.caller import Attribution, Caller, identify
from router.core.directory import EMPTY, Directory
from router.core.key import VirtualKey

__all__ = ["KnownCallers"]

_MOST = 20_000
"""About eight megabytes."""
_Said = tuple[str, str | None, str | None, str | None, tuple[str, ...]]


class KnownCallers:
    """Identifies each caller once, for as long as its key and the directory stay what they were.

    Callers are looked up in many places on a request's way, which is quick for one and the same.
    """

    def __init__(self, *, most: int = _MOST) -> None:
        self._most = most
        self._known: dict[_Said, tuple[VirtualKey, Caller]] = {}
        self._directory = EMPTY

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._known)

    def of(self, key: VirtualKey, claimed: Attribution, *, directory: Directory) -> Caller:
        """As `identify` says."""
        if directory is not self._directory:
            self._known.clear()
            self._directory = directory
        said = (key.id, claimed.user, claimed.team, claimed.project, claimed.tags)
        found = self._known.get(said)
        if found is not None and found[0] is key:
            return found[1]
        caller = identify(key, claimed, directory=directory)
        if len(self._known) >= self._most:  # callers choose what they claim: memory is bounded
            self._known.clear()
        self._known[said] = (key, caller)
        return caller
