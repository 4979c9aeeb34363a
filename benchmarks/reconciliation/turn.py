"""What happens in one call: what is asked, what the provider does, and how it ends."""

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Ending", "Extra", "Piece", "Says", "Turn"]


class Says(StrEnum):
    """When the provider says how many tokens it counted."""

    AT_THE_END = "at the end"
    WITH_THE_LAST_WORDS = "with the last words"
    ALL_ALONG = "all along"
    NEVER = "never"


class Ending(StrEnum):
    """How a call ends, seen from the provider."""

    COMPLETES = "completes"
    REFUSES = "refuses"
    """With `status`, before it did anything."""
    BREAKS_OFF = "breaks off"
    """The connection is cut after `after` pieces."""
    REPORTS_AN_ERROR = "reports an error"
    """In the stream, after `after` pieces."""
    IS_LEFT = "is left"
    """The caller goes away after `after` pieces, while the model thinks about the next."""
    IS_LEFT_WAITING = "is left waiting"
    """The caller goes away before anything came; a whole answer is written all the same."""
    IS_LEFT_SPEAKING = "is left speaking"
    """The caller goes away after `after` pieces, and the model goes on until it notices."""
    STAYS_SILENT = "stays silent"


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of an answer, as it is sent."""

    text: str
    place: str = "content"
    """The field of a choice's delta: content, reasoning_content, refusal, name or arguments."""
    choice: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """Tokens that no text shows; only the provider can tell them."""

    cached: int = 0
    written_to_cache: int = 0
    written_to_cache_1h: int = 0
    image: int = 0
    audio: int = 0
    thought: int = 0
    spoken: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One call of the plan."""

    number: int
    kind: str
    """What the tally calls it."""
    model: str = "plain"
    messages: tuple[str, ...] = ()
    has_tools: bool = False
    is_streamed: bool = False
    asks_usage: bool = False
    choices: int = 1
    pieces: tuple[Piece, ...] = ()
    extra: Extra = field(default_factory=Extra)
    says: Says = Says.AT_THE_END
    dialect: str = "openai"
    asked_service: str | None = None
    service: str | None = None
    """The service tier that answers: not always the one that was asked for."""
    ending: Ending = Ending.COMPLETES
    after: int = 0
    status: int = 200
    refused_first: tuple[int, ...] = ()
    """Statuses of attempts before the one that counts; the caller tries again after each."""
    hangs_up_first: bool = False
    """The connection was idle and is closed without a word when it is used again."""

    @property
    def is_left(self) -> bool:
        """Whether the caller goes away before the end."""
        return self.ending in (Ending.IS_LEFT, Ending.IS_LEFT_SPEAKING, Ending.IS_LEFT_WAITING)
