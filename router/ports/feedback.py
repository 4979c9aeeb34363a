"""Where is feedback kept?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from router.core.feedback import Feedback

__all__ = ["FeedbackStore"]


class FeedbackStore(Protocol):
    """Append-only. Comments are none of its business: `Texts` keeps them.

    Raises `LedgerUnavailable` where the store cannot be written or read.
    """

    async def add(self, feedback: Feedback) -> Feedback:
        """Keep it; gives what its key said first under the same idempotency key, if it did."""
        ...

    async def of(self, decision_id: str) -> Sequence[Feedback]:
        """All feedback on one decision, in the order of arrival."""
        ...

    async def since(self, moment: datetime) -> Sequence[Feedback]:
        """All feedback from `moment` on, in the order of arrival."""
        ...
