"""Whose answers carry a tip, for requests that cannot wait for a store?"""

import asyncio
import logging
from dataclasses import dataclass, field

from router.core.caller import UNASSIGNED, Caller
from router.core.errors import LedgerUnavailable
from router.ports.coach_choices import CoachChoices

__all__ = ["FollowChoices"]

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class FollowChoices:
    """Keeps up with what people choose at any process."""

    choices: CoachChoices
    look_s: float = 5.0
    _persons: frozenset[str] = field(default=frozenset(), init=False, repr=False)

    def wants_tips(self, caller: Caller) -> bool:
        """Whether the caller chose so. A user whom only the request names is not asked."""
        if not self._persons:
            return False
        if caller.user == UNASSIGNED or "user" in caller.claimed:
            return f"key:{caller.key_id}" in self._persons
        return f"user:{caller.user}" in self._persons

    async def look(self) -> None:
        """Take up what was chosen; where that fails, the next look tries again."""
        try:
            self._persons = await self.choices.with_headers()
        except LedgerUnavailable as error:
            _log.error("Choices of coaching stay as they were. %s", error.message)

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(self.look_s)
            await self.look()
