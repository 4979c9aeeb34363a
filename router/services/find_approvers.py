"""In whose names may somebody decide now: their own, and of those who delegated to them?"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from router.core.approvals.delegation import Delegation
from router.core.approvals.rights import Approver, Standin, standing_of
from router.core.directory import Directory
from router.core.key import VirtualKey
from router.ports.approvals import Delegations
from router.ports.keys import Keys

__all__ = ["FindApprovers"]

_KEPT = "key_"
"""Begins the ids of keys that are kept; tokens and operators are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindApprovers:
    """Asks directory, delegations, and the keys of those who delegated."""

    delegations: Delegations
    keys: Keys
    directory: Callable[[], Awaitable[Directory]]

    async def __call__(self, by: VirtualKey, *, at: datetime) -> Sequence[Standin]:
        """Their own name first; a delegation counts for what its giver may do at this moment."""
        directory = await self.directory()
        given = await self.delegations.since(at)
        keys = await self.keys.all() if given else ()
        pairs = [
            (one, giver)
            for one in given
            if (giver := _giver(one, keys, at=at, directory=directory)) is not None
        ]
        return list(standing_of(Approver.of(by, directory=directory), pairs, at=at))


def _giver(
    delegation: Delegation, keys: Sequence[VirtualKey], *, at: datetime, directory: Directory
) -> Approver | None:
    """Who delegated, as their key is now; of a token, as it was then. None: without a key left."""
    if not delegation.by.startswith(_KEPT):
        return Approver(
            line=delegation.by,
            user=delegation.user,
            team=delegation.team,
            role=delegation.role,
        )
    of_line = [key for key in keys if key.booked_as == delegation.by and key.is_usable(at)]
    return Approver.of(of_line[-1], directory=directory) if of_line else None
