"""Where are answers kept that may be given again?"""

from datetime import datetime
from typing import Protocol

from router.core.kept_answer import KeptAnswer

__all__ = ["KeptAnswers"]


class KeptAnswers(Protocol):
    """Answers by name. What is kept is a saving and no record: it may be forgotten at any time.

    Nothing raises: where answers are kept elsewhere and that place is away, there are none.
    """

    async def get(self, name: str) -> KeptAnswer | None:
        """The answer under this name; None where there is none any more."""
        ...

    async def put(self, name: str, kept: KeptAnswer, *, until: datetime) -> None:
        """Keep an answer until then, or for as long as there is room."""
        ...

    async def clear(self) -> int:
        """Forget all; how many there were."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...
