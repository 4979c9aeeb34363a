"""What does a request of Anthropic's Messages API ask, in the words of chat completions?"""

from collections.abc import Mapping

from router.core.dialects.fitting import TranslatedRequest
from router.core.dialects.messages.conversation import chat_messages
from router.core.dialects.messages.tools import chat_tool_choice, chat_tools
from router.core.dialects.reading import Json, object_of, text_of, value_of, wrong

__all__ = ["shows_thinking", "to_chat"]

_AS_THEY_ARE = ("model", "max_tokens", "temperature", "top_p", "stream")
_READ = frozenset(
    {
        *_AS_THEY_ARE,
        *("messages", "system", "tools", "tool_choice", "stop_sequences", "metadata", "thinking"),
        *("top_k", "service_tier", "output_config", "output_format"),
    }
)
_REFUSED = {
    "mcp_servers": "Tierwise calls no MCP servers; let the client call them, and offer their tools",
    "container": "Tierwise keeps no containers",
}
_FEW_TOKENS, _MANY_TOKENS = 4_096, 16_384
_EFFORTS = {"low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "xhigh"}
_SESSION = "_session_"
_THINKS = frozenset({"enabled", "adaptive"})


def to_chat(asked: Mapping[str, object]) -> TranslatedRequest:
    """The request, with what only some providers know as hints.

    Raises:
        InvalidRequest: something in it is wrong, or cannot be said to other providers.
    """
    for name, why in _REFUSED.items():
        if asked.get(name):
            raise wrong(name, told=f"{why}.")
    body: Json = {name: asked[name] for name in _AS_THEY_ARE if asked.get(name) is not None}
    body["messages"] = chat_messages(asked)
    if asked.get("stop_sequences"):
        body["stop"] = asked["stop_sequences"]
    body |= _tools(asked) | _format(asked)
    if metadata := _metadata(asked):
        body["metadata"] = metadata
    if asked.get("stream") is True:
        body["stream_options"] = {"include_usage": True}
    return TranslatedRequest(
        body=body,
        hints={"anthropic": _for_claude(asked), "reasoning": _effort(asked)},
        left_out=tuple(sorted(asked.keys() - _READ)),
    )


def shows_thinking(asked: Mapping[str, object]) -> bool:
    """Whether the caller wants to see thoughts; who did not ask may take the first block as text.

    Also `display: "omitted"` asks for none.
    """
    thinking = object_of(asked, "thinking")
    return text_of(thinking, "type") in _THINKS and text_of(thinking, "display") != "omitted"


def _tools(asked: Mapping[str, object]) -> Json:
    tools = chat_tools(asked.get("tools"))
    if not tools:
        return {}
    choice = object_of(asked, "tool_choice")
    told: Json = {"tools": tools}
    if choice:
        told["tool_choice"] = chat_tool_choice(choice)
    if choice.get("disable_parallel_tool_use") is True:
        told["parallel_tool_calls"] = False
    return told


def _for_claude(asked: Mapping[str, object]) -> Json:
    """What Anthropic's own models are told beyond what all are."""
    told: Json = {}
    if asked.get("top_k") is not None:
        told["top_k"] = asked["top_k"]
    if isinstance(asked.get("service_tier"), str):
        told["service_tier"] = asked["service_tier"]
    thinking = object_of(asked, "thinking")
    if thinking.get("type") == "enabled":
        told["thinking"] = {name: thinking.get(name) for name in ("type", "budget_tokens")}
    messages = chat_messages(asked, for_claude=True)
    if messages != chat_messages(asked):
        told["messages"] = messages
    tools = chat_tools(asked.get("tools"), for_claude=True)
    if any("cache_control" in tool for tool in tools):
        told["tools"] = tools
    return told


def _effort(asked: Mapping[str, object]) -> Json:
    """How much is to be reasoned, for models that take a word for it."""
    thinking = object_of(asked, "thinking")
    said = _EFFORTS.get(text_of(object_of(asked, "output_config"), "effort"))
    budget = thinking.get("budget_tokens")
    if said is None and thinking.get("type") == "enabled" and isinstance(budget, int):
        said = "low" if budget <= _FEW_TOKENS else "medium" if budget <= _MANY_TOKENS else "high"
    return {} if said is None else {"reasoning_effort": said}


def _format(asked: Mapping[str, object]) -> Json:
    wanted = object_of(object_of(asked, "output_config"), "format")
    wanted = wanted or object_of(asked, "output_format")
    if not wanted:
        return {}
    if wanted.get("type") != "json_schema":
        raise wrong("output_config.format.type", told="only 'json_schema' is known.")
    schema = {"name": "answer", "schema": wanted.get("schema"), "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def _metadata(asked: Mapping[str, object]) -> Json:
    """Who asks, and in which conversation: `user_id` holds either, Claude Code writes both.

    Its user is an account or a device, of which reports and budgets know nothing.
    """
    told = dict(object_of(asked, "metadata"))
    user = told.pop("user_id", None)
    if not isinstance(user, str) or not user:
        return told
    held = value_of(user) if user.startswith("{") else None
    if isinstance(held, dict):
        session = text_of(held, "session_id")
    elif user.startswith("user_") and _SESSION in user:
        session = user.rpartition(_SESSION)[2]
    else:
        return {"user": user, **told}
    return {"session_id": session, **told} if session else told
