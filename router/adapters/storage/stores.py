"""Which stores belong together?"""

from dataclasses import dataclass

from router.ports.keys import Keys
from router.ports.ledger import Ledger
from router.ports.rulebooks import RulebookArchive

__all__ = ["Stores"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """All that one storage keeps."""

    ledger: Ledger
    keys: Keys
    archive: RulebookArchive

    async def close(self) -> None:
        """Write what is pending and close."""
        await self.ledger.close()
