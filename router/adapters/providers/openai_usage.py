"""What did an OpenAI-shaped provider say about the tokens used, and can it be believed?"""

import re
from dataclasses import replace

import msgspec
from msgspec import Struct

from router.core.usage import Usage

__all__ = ["WireUsage", "billed_as", "known_tier", "service_tier_of", "to_usage", "usage_in"]

_ABSURD_TOKENS = 1_000_000_000
_USUAL_TIERS = frozenset({"auto", "default", "on_demand", "scale", "standard"})
"""Names for what costs the usual price; capacity bought beforehand (`scale`) is billed apart."""
_TIER_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


class _CacheWriteDetails(Struct):
    ephemeral_1h_input_tokens: int | None = None


class _InputDetails(Struct):
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    cache_creation_tokens: int | None = None
    cache_creation_token_details: _CacheWriteDetails | None = None
    """litellm, for Anthropic."""
    image_tokens: int | None = None
    audio_tokens: int | None = None


class _OutputDetails(Struct):
    reasoning_tokens: int | None = None
    audio_tokens: int | None = None


class _Using(Struct):
    usage: "WireUsage | None" = None


class _UsageOfTier(Struct):
    service_tier: object = None


class _Tiered(Struct):
    service_tier: object = None
    usage: _UsageOfTier | None = None
    """Where Anthropic says it."""


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
    service_tier: object = None
    """Anthropic names the class of service here."""


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
    said = details.cache_creation_token_details
    written_1h = (said.ephemeral_1h_input_tokens if said else None) or 0
    image, audio = details.image_tokens or 0, details.audio_tokens or 0
    output = wire.completion_tokens_details or _OutputDetails()
    reasoning, spoken = output.reasoning_tokens or 0, output.audio_tokens or 0
    counts = (prompt, completion, cached, written, written_1h, image, audio, reasoning, spoken)
    if min(counts) < 0 or max(counts) > _ABSURD_TOKENS:
        return None
    if reasoning and wire.total_tokens == prompt + completion + reasoning:
        completion += reasoning  # xAI bills reasoning beside `completion_tokens`, not within
    cached = min(cached, prompt)  # a part is never more than its whole
    written = min(written, prompt - cached)
    image = min(image, prompt)
    reasoning = min(reasoning, completion)
    return Usage(
        input_tokens=prompt,
        cached_tokens=cached,
        cache_write_tokens=written,
        cache_write_1h_tokens=min(written_1h, written),
        output_tokens=completion,
        reasoning_tokens=reasoning,
        image_input_tokens=image,
        audio_input_tokens=min(audio, prompt - image),
        audio_output_tokens=min(spoken, completion - reasoning),
    )


def usage_in(body: bytes) -> Usage | None:
    """The usage that a whole answer names; None where it names none that can be believed."""
    try:
        return to_usage(_decode_using(body).usage)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def billed_as(service_tier: str | None, usage: Usage | None) -> Usage | None:
    """The usage with the class of service that the answer names."""
    if usage is None or service_tier is None:
        return usage
    return replace(usage, service_tier=service_tier)


def service_tier_of(body: bytes) -> str | None:
    """The provider's class of service that an answer names, such as `flex`; None: the usual one.

    `body` is a whole answer, or the data of one event of a stream. Where the word does not occur
    nothing is parsed.
    """
    if b'"service_tier"' not in body:
        return None
    try:
        answer = _decode_tier(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None  # what an answer must be is judged elsewhere
    return known_tier(answer.service_tier, usage=answer.usage)


def known_tier(said: object, *, usage: "_UsageOfTier | WireUsage | None") -> str | None:
    """The class of service that an answer or its usage names; None for the usual one."""
    if said is None and usage is not None:
        said = usage.service_tier
    if not isinstance(said, str) or said in _USUAL_TIERS or _TIER_NAME.fullmatch(said) is None:
        return None
    return said


_decode_tier = msgspec.json.Decoder(_Tiered).decode
_decode_using = msgspec.json.Decoder(_Using).decode
