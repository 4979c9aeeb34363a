"""Where are the comments of feedback kept, where the operator switched texts on?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

__all__ = ["Comments"]


class Comments(Protocol):
    """Comments are texts: `Texts.purge` deletes them with the rest.

    Raises `LedgerUnavailable` where the store cannot be written or read.
    """

    async def keep_comment(self, feedback_id: str, comment: str, *, at: datetime) -> None:
        """Keep what was said in a feedback; the first comment stands."""
        ...

    async def comments(self, feedback_ids: Sequence[str]) -> Mapping[str, str]:
        """The comments that are kept, by feedback."""
        ...
