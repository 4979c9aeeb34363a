"""How does an answer of a chat completion read as a message of Anthropic's API?"""

from collections.abc import Mapping, Sequence

from router.core.dialects.answered import content_text, first_choice, reasoning_text
from router.core.dialects.reading import Json, object_of, objects_of, text_of, value_of
from router.core.usage import Usage

__all__ = ["message_of", "stop_of", "tool_input", "usage_json"]

_REASONS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
    "content_filter": "refusal",
}


def message_of(
    answer: Mapping[str, object],
    *,
    message_id: str,
    usage: Usage,
    stops: Sequence[str] = (),
    with_thinking: bool = False,
) -> Json:
    """The first choice of `answer` as a message.

    Args:
        answer: the decoded answer of a chat completion.
        message_id: names the message.
        usage: what was booked for it.
        stops: the stop sequences of the request.
        with_thinking: whether the caller asked to see thoughts.
    """
    choice = first_choice(answer)
    message = object_of(choice, "message")
    content = _thoughts(message) if with_thinking else []
    text = content_text(message) or text_of(message, "refusal")
    if text:
        content.append({"type": "text", "text": text})
    content += [_tool_use(call) for call in objects_of(message, "tool_calls")]
    return {
        "id": message_id,
        "type": "message",
        "role": "assistant",
        "model": text_of(answer, "model"),
        "content": content,
        **stop_of(choice, stops=stops, has_calls=bool(objects_of(message, "tool_calls"))),
        "usage": usage_json(usage),
    }


def stop_of(choice: Mapping[str, object], *, stops: Sequence[str], has_calls: bool) -> Json:
    """Why the model stopped; which stop sequence it was, some providers tell as `stop_reason`."""
    found = choice.get("stop_reason")
    if isinstance(found, str) and found in stops:
        return {"stop_reason": "stop_sequence", "stop_sequence": found}
    reason = _REASONS.get(text_of(choice, "finish_reason"), "end_turn")
    if has_calls and reason == "end_turn":
        reason = "tool_use"
    if text_of(object_of(choice, "message"), "refusal"):
        reason = "refusal"
    return {"stop_reason": reason, "stop_sequence": None}


def usage_json(usage: Usage) -> Json:
    """Token counts as Anthropic tells them: what the cache held or takes is counted apart."""
    hour = usage.cache_write_1h_tokens
    return {
        "input_tokens": usage.input_tokens - usage.cached_tokens - usage.cache_write_tokens,
        "cache_creation_input_tokens": usage.cache_write_tokens,
        "cache_read_input_tokens": usage.cached_tokens,
        "cache_creation": {
            "ephemeral_5m_input_tokens": usage.cache_write_tokens - hour,
            "ephemeral_1h_input_tokens": hour,
        },
        "output_tokens": usage.output_tokens,
        "service_tier": "standard",
    }


def tool_input(arguments: str) -> Json:
    """The arguments of a call as an object; what is no JSON is passed on as the model wrote it."""
    if not arguments.strip():
        return {}
    read = value_of(arguments)
    return read if isinstance(read, dict) else {"arguments": arguments}


def _tool_use(call: Mapping[str, object]) -> Json:
    function = object_of(call, "function")
    return {
        "type": "tool_use",
        "id": text_of(call, "id"),
        "name": text_of(function, "name"),
        "input": tool_input(text_of(function, "arguments")),
    }


def _thoughts(message: Mapping[str, object]) -> list[Json]:
    blocks = objects_of(message, "thinking_blocks")
    if blocks:
        return blocks
    thought = reasoning_text(message)
    return [{"type": "thinking", "thinking": thought, "signature": ""}] if thought else []
