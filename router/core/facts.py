"""What may a decision know about one request? All of it is recorded, so all can be replayed."""

from dataclasses import dataclass
from datetime import datetime

from router.core.assessment import Assessment
from router.core.budget import BudgetState
from router.core.caller import Caller
from router.core.conversation import Conversation
from router.core.deployment import Capability, Kind
from router.core.key import KeyScope

__all__ = ["Facts", "LastHour", "OpenGrant", "RequestShape"]


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
    thread: str | None = None
    """Names the conversation among others of the same key; None where it is not known."""
    language: str | None = None
    """ISO 639-1 code; None where unsure, or where nothing that is decided depends on it."""
    batch_size: int | None = None
    """How many requests belong together, as the caller says; None where it says nothing."""
    most_input_tokens: int | None = None
    """No tokenizer makes more of the input: a token is a byte of text at least."""
    units: int = 0
    """The most pictures, seconds or characters that can be billed, as the kind counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastHour:
    """What one key did in an hour."""

    requests: int
    cost_usd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGrant:
    """As much of a grant as a decision needs."""

    id: str
    rules: tuple[str, ...]
    """The rules whose demand for approval it meets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Who asks, what is asked, what the classifier says, when, and how things stand."""

    at: datetime
    caller: Caller
    request: RequestShape
    assessment: Assessment
    lot: str = ""
    """What shares of traffic are drawn by: the conversation, else the request itself."""
    conversation: Conversation | None = None
    """How the turn before was answered; None for a first turn."""
    budgets: tuple[BudgetState, ...] = ()
    """The budgets that this request falls under."""
    findings: tuple[str, ...] = ()
    """Anomalies that are open for this caller and to be acted on: `burst` of its key, `user:burst`,
    `team:burst` and `project:burst` of what it belongs to."""
    last_hour: LastHour | None = None
    """What the caller's key did in the hour until now; None where nobody counts it."""
    new: tuple[str, ...] = ()
    """Which of `key`, `user`, `team`, `project` were first seen a few days ago."""
    grants: tuple[OpenGrant, ...] = ()
    """Allowances that approvers gave, which cover the request; those that end first come first."""
    scope: KeyScope | None = None
    """What the caller's key permits of deployments; None where it sets no limit."""
    unhealthy: tuple[str, ...] = ()
    """Deployments that fail at present, each as `provider/name`."""
    latencies_ms: tuple[tuple[str, int], ...] = ()
    """How soon deployments answered of late, each as `provider/name`; only where policy asks."""
