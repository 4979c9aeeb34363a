"""What does a request of OpenAI's Responses API ask, in the words of chat completions?"""

from collections.abc import Mapping

from router.core.dialects.fitting import TranslatedRequest
from router.core.dialects.reading import Json, object_of, text_of, wrong
from router.core.dialects.responses.conversation import chat_messages
from router.core.dialects.responses.tools import OfferedTools, read_tools

__all__ = ["to_chat"]

_AS_THEY_ARE = ("model", "temperature", "top_p", "user", "stream")
_OF_OPENAI = ("prompt_cache_key", "prompt_cache_retention", "safety_identifier")
_READ = frozenset(
    {
        *_AS_THEY_ARE,
        *_OF_OPENAI,
        *("input", "instructions", "tools", "tool_choice", "parallel_tool_calls", "metadata"),
        *("max_output_tokens", "text", "reasoning", "service_tier", "client_metadata"),
        *("store", "include", "truncation", "stream_options", "max_tool_calls"),
    }
)
"""The last line: without effect, as nothing is stored, cut or run here."""
_STATE = "Tierwise keeps no responses: send the whole input with each request, store or not."
_REFUSED = {
    "previous_response_id": _STATE,
    "conversation": _STATE,
    "prompt": "Tierwise keeps no prompts: send the text itself as 'instructions' and 'input'.",
    "background": "Tierwise answers at once. Leave it out, or stream.",
}
_LOGPROBS = "message.output_text.logprobs"
_USUAL_TIERS = frozenset({"auto", "default"})


def to_chat(asked: Mapping[str, object]) -> TranslatedRequest:
    """The request, with what only OpenAI knows as hints.

    Raises:
        InvalidRequest: something in it is wrong, or cannot be done without state.
    """
    _refuse(asked)
    tools = read_tools(asked)
    body: Json = {name: asked[name] for name in _AS_THEY_ARE if asked.get(name) is not None}
    body["messages"] = chat_messages(asked)
    if asked.get("max_output_tokens") is not None:
        body["max_tokens"] = asked["max_output_tokens"]
    body |= _tools(tools, asked) | _format(asked)
    tier = text_of(asked, "service_tier")
    if tier and tier not in _USUAL_TIERS:
        body["service_tier"] = tier
    if metadata := _metadata(asked):
        body["metadata"] = metadata
    if asked.get("stream") is True:
        body["stream_options"] = {"include_usage": True}
    return TranslatedRequest(
        body=body,
        hints=_hints(asked),
        left_out=(*sorted(asked.keys() - _READ), *tools.left_out),
    )


def _refuse(asked: Mapping[str, object]) -> None:
    for name, why in _REFUSED.items():
        if asked.get(name):
            raise wrong(name, told=why)
    include = asked.get("include")
    if asked.get("top_logprobs") or (isinstance(include, list) and _LOGPROBS in include):
        raise wrong("top_logprobs", told="ask for probabilities of tokens at /v1/chat/completions.")


def _tools(tools: OfferedTools, asked: Mapping[str, object]) -> Json:
    if not tools.functions:
        return {}
    told: Json = {"tools": tools.functions}
    if tools.choice is not None:
        told["tool_choice"] = tools.choice
    if isinstance(asked.get("parallel_tool_calls"), bool):
        told["parallel_tool_calls"] = asked["parallel_tool_calls"]
    return told


def _format(asked: Mapping[str, object]) -> Json:
    wanted = object_of(object_of(asked, "text"), "format")
    kind = wanted.get("type", "text")
    if kind == "text":
        return {}
    if kind == "json_object":
        return {"response_format": {"type": "json_object"}}
    if kind != "json_schema":
        raise wrong("text.format.type", told="write 'text', 'json_object' or 'json_schema'.")
    schema = {name: value for name, value in wanted.items() if name != "type"}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def _hints(asked: Mapping[str, object]) -> Mapping[str, Json]:
    effort = text_of(object_of(asked, "reasoning"), "effort")
    verbosity = text_of(object_of(asked, "text"), "verbosity")
    return {
        "openai": {name: asked[name] for name in _OF_OPENAI if asked.get(name) is not None},
        "openai_reasoning": {"verbosity": verbosity} if verbosity else {},
        "reasoning": {"reasoning_effort": effort} if effort else {},
    }


def _metadata(asked: Mapping[str, object]) -> Json:
    """Whom the request is for; Codex names the conversation in a field of its own."""
    told = dict(object_of(asked, "metadata"))
    client = object_of(asked, "client_metadata")
    session = text_of(client, "thread_id") or text_of(client, "session_id")
    return {"session_id": session, **told} if session else told
