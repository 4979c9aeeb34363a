"""What may a decision know about one request? All of it is recorded, so all can be replayed."""

from dataclasses import dataclass
from datetime import datetime

from router.core.assessment import Assessment
from router.core.caller import Caller
from router.core.deployment import Capability, Kind

__all__ = ["Facts", "RequestShape"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShape:
    """What is asked, without its words."""

    requested_model: str
    input_tokens: int
    """Estimated from the text before the call."""
    kind: Kind = Kind.CHAT
    max_output_tokens: int | None = None
    """As the caller asked; None where the caller left it open."""
    choices: int = 1
    turns: int = 1
    tool_count: int = 0
    needs: frozenset[Capability] = frozenset()
    is_streamed: bool = False
    conversation_id: str | None = None
    fingerprint: str | None = None
    """Keyed hash of the turn that asks: equal for the same words, and no way back to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Who asks, what is asked, what the classifier says, and when."""

    at: datetime
    caller: Caller
    request: RequestShape
    assessment: Assessment
