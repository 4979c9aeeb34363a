"""Where are answers kept that may be given again?"""

from datetime import datetime
from typing import Protocol

from router.core.kept_answer import KeptAnswer, KeptCount

__all__ = ["KeptAnswers"]


class KeptAnswers(Protocol):
    """Answers by name. What is kept is a saving and no record: it may be forgotten at any time.

    Where answers are kept elsewhere and that place is away, there are none, and nothing is raised:
    only who counts or forgets them must know.
    """

    async def get(self, name: str) -> KeptAnswer | None:
        """The answer under this name; None where there is none any more."""
        ...

    async def put(self, name: str, kept: KeptAnswer, *, until: datetime) -> None:
        """Keep an answer until then, or for as long as there is room."""
        ...

    async def count(self) -> KeptCount:
        """How much is kept; raises `AnswersUnavailable`."""
        ...

    async def clear(self, mark: str | None = None) -> int:
        """Forget all, or all with a mark; how many there were; raises `AnswersUnavailable`."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...
