"""What did a caller send: the fields as they came, and what the service must know of them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from router.core.caller import Attribution
from router.core.deployment import Capability
from router.core.sighting import NOWHERE, Origin

__all__ = ["ChatRequest", "EmbeddingRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """One chat completion request."""

    fields: Mapping[str, bytes]
    """Every top-level field as JSON text, untouched: what we do not know is passed on."""
    messages: Sequence[Mapping[str, object]]
    requested_model: str
    attribution: Attribution
    needs: frozenset[Capability] = frozenset()
    tool_count: int = 0
    choices: int = 1
    max_output_tokens: int | None = None
    is_streamed: bool = False
    wants_usage: bool = False
    """The caller asked for a usage chunk at the end of the stream."""
    may_keep_text: bool = True
    """False: the caller forbids that its text is kept or audited."""
    may_reuse: bool = True
    """False: the caller wants a new answer, whatever was answered before."""
    may_keep_answer: bool = True
    """False: the caller forbids that the answer is given to anybody again."""
    max_age_s: int | None = None
    """How old an answer may be that is given again; None where policy alone says so."""
    wants_tip: bool = False
    """The caller wants a tip on this request."""
    batch_size: int | None = None
    """How many requests belong together, as the caller says."""
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingRequest:
    """One embeddings request."""

    fields: Mapping[str, bytes]
    requested_model: str
    attribution: Attribution
    origin: Origin = NOWHERE
