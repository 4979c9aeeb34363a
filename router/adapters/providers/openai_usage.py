"""What did an OpenAI-shaped provider say about the tokens used, and can it be believed?"""

from msgspec import Struct

from router.core.usage import Usage

__all__ = ["WireUsage", "to_usage"]

_ABSURD_TOKENS = 1_000_000_000


class _InputDetails(Struct):
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    cache_creation_tokens: int | None = None


class _OutputDetails(Struct):
    reasoning_tokens: int | None = None


class WireUsage(Struct):
    """OpenAI's usage object and what others add to it; all else is skipped unread."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    total_tokens: int | None = None
    prompt_tokens_details: _InputDetails | None = None
    completion_tokens_details: _OutputDetails | None = None
    prompt_cache_hit_tokens: int | None = None
    """DeepSeek."""
    cached_tokens: int | None = None
    """Moonshot."""
    cache_creation_input_tokens: int | None = None
    """litellm, for Anthropic."""


def to_usage(wire: WireUsage | None) -> Usage | None:
    """What will be billed; None where the provider said nothing, or nothing believable."""
    if wire is None or (wire.prompt_tokens is None and wire.completion_tokens is None):
        return None
    prompt = wire.prompt_tokens or 0
    completion = wire.completion_tokens or 0
    details = wire.prompt_tokens_details or _InputDetails()
    cached = details.cached_tokens or wire.prompt_cache_hit_tokens or wire.cached_tokens or 0
    written = (
        details.cache_write_tokens
        or details.cache_creation_tokens
        or wire.cache_creation_input_tokens
        or 0
    )
    reasoning = (wire.completion_tokens_details or _OutputDetails()).reasoning_tokens or 0
    counts = (prompt, completion, cached, written, reasoning)
    if min(counts) < 0 or max(counts) > _ABSURD_TOKENS:
        return None
    if reasoning and wire.total_tokens == prompt + completion + reasoning:
        completion += reasoning  # xAI bills reasoning beside `completion_tokens`, not within
    cached = min(cached, prompt)  # a part is never more than its whole
    return Usage(
        input_tokens=prompt,
        cached_tokens=cached,
        cache_write_tokens=min(written, prompt - cached),
        output_tokens=completion,
        reasoning_tokens=min(reasoning, completion),
    )
