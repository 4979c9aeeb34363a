"""What does an answer to a chat completion hold, whoever gave it?

Reasoning is `reasoning_content` with some providers, `reasoning` with others, and comes as signed
blocks from Claude.
"""

from collections.abc import Mapping

from router.core.dialects.reading import Json, number_of, object_of, objects_of, text_of
from router.core.usage import Usage

__all__ = ["content_text", "first_choice", "reasoning_text", "usage_of"]


def first_choice(answer: Mapping[str, object]) -> Json:
    """The first choice, of an answer or of a chunk; empty where there is none."""
    return next(iter(objects_of(answer, "choices")), {})


def content_text(message: Mapping[str, object]) -> str:
    """The text of a message or delta, also where it comes in parts."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    return "".join(text_of(part, "text") for part in objects_of(message, "content"))


def reasoning_text(message: Mapping[str, object]) -> str:
    """The thoughts of a message or delta, as far as the provider shows them."""
    return text_of(message, "reasoning_content") or text_of(message, "reasoning")


def usage_of(chunk: Mapping[str, object]) -> Usage:
    """The token counts that a usage chunk tells."""
    told = object_of(chunk, "usage")
    read, written = (
        object_of(told, "prompt_tokens_details"),
        object_of(told, "completion_tokens_details"),
    )
    prompt = number_of(told, "prompt_tokens")
    cached = min(
        number_of(read, "cached_tokens") or number_of(told, "prompt_cache_hit_tokens"), prompt
    )
    kept = (
        number_of(read, "cache_write_tokens")
        or number_of(read, "cache_creation_tokens")
        or number_of(told, "cache_creation_input_tokens")
    )
    return Usage(
        input_tokens=prompt,
        cached_tokens=cached,
        cache_write_tokens=min(kept, prompt - cached),
        output_tokens=number_of(told, "completion_tokens"),
        reasoning_tokens=number_of(written, "reasoning_tokens"),
    )
