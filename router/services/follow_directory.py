"""What does the directory say now, for requests that cannot wait for a store?"""

import asyncio
import logging
from dataclasses import dataclass, field

from router.core.directory import EMPTY, Directory
from router.core.errors import LedgerUnavailable
from router.ports.directory import DirectoryStore

__all__ = ["FollowDirectory"]

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class FollowDirectory:
    """Keeps up with the changes that any process makes."""

    store: DirectoryStore
    look_s: float = 0.5
    _now: Directory = field(default=EMPTY, init=False, repr=False)
    _seen: int | None = field(default=None, init=False)
    _is_behind: bool = field(default=False, init=False)

    def now(self) -> Directory:
        """As of a second ago at most; while the store is away, as it was last seen."""
        return self._now

    async def refresh(self) -> None:
        """Take up what has changed.

        Raises:
            LedgerUnavailable: the store cannot be read.
        """
        # Asked first: what changes while the entries are read is found by the next look.
        version = await self.store.version()
        if version != self._seen:
            entries = await self.store.all()
            # In a thread: for ten thousand people it takes as long as many requests.
            self._now = await asyncio.to_thread(Directory.of, entries)
            self._seen = version

    async def look(self) -> None:
        """Take up what has changed; where that fails, the next look tries again."""
        try:
            await self.refresh()
            self._is_behind = False
        except LedgerUnavailable as error:
            if not self._is_behind:  # one line for one outage
                _log.error("The directory stays as it was. %s", error.message)
            self._is_behind = True

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(self.look_s)
            await self.look()
