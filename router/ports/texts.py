"""Where are texts kept, where the operator switched that on, and for how long?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from router.core.kept_text import KeptText

__all__ = ["Texts"]


class Texts(Protocol):
    """Apart from the books, since texts are deleted and books are not.

    Raises `LedgerUnavailable` where the store cannot be written or read.
    """

    async def keep(self, texts: Sequence[KeptText]) -> None:
        """Keep texts; of one decision the first stands."""
        ...

    async def of(self, decision_ids: Sequence[str]) -> Mapping[str, KeptText]:
        """The texts of these decisions, by decision, as far as they are kept."""
        ...

    async def between(self, since: datetime, until: datetime) -> Sequence[KeptText]:
        """The texts of the half-open interval [since, until), oldest first."""
        ...

    async def purge(self, before: datetime) -> int:
        """Delete texts and comments older than `before`, past recovery; gives how many."""
        ...
