"""What does a caller leave with a provider, and whose is it: a file, a batch that is under way?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

__all__ = ["Deposit", "DepositKind"]


class DepositKind(StrEnum):
    """What it is."""

    FILE = "file"
    BATCH = "batch"

    @property
    def plural(self) -> str:
        """What many of them are called, in texts and in paths."""
        return "files" if self is DepositKind.FILE else "batches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """One file or batch. Callers know it by `id`, which cannot be guessed; the provider does not.

    What is said of it is asked of the provider each time: here stands only what the provider
    cannot know.
    """

    id: str
    kind: DepositKind
    owner: str
    """The key that it belongs to, the first of its line; nobody else can see it."""
    deployment: str
    """One of the provider's: it says where, and with which key, the provider is reached."""
    provider_id: str
    at: datetime
    is_open: bool = False
    """A batch that has not been settled."""
    decision_id: str | None = None
    """What was decided for a batch; the entry that books it is of this decision."""
    input_id: str | None = None
    """The file that a batch was made of, as its owner knows it."""
