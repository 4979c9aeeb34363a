"""What did people choose of coaching, and who got a digest?"""

from typing import Protocol

from router.core.coaching.choice import CoachChoice

__all__ = ["CoachChoices"]


class CoachChoices(Protocol):
    """Raises `LedgerUnavailable` where the store cannot be read or written."""

    async def get(self, person: str) -> CoachChoice:
        """What a person chose; what holds for all others where nothing was chosen."""
        ...

    async def put(self, person: str, *, has_digest: bool, has_headers: bool) -> CoachChoice:
        """Keep a choice; the last digest stays known."""
        ...

    async def with_headers(self) -> frozenset[str]:
        """Everybody whose answers carry a tip."""
        ...

    async def served(self, person: str, week: str) -> bool:
        """Write down that a person's digest of a week was made, in one step.

        False where that week's, or a later one's, was made before.
        """
        ...
