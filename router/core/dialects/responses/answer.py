"""How does an answer of a chat completion read as a response of OpenAI's Responses API?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from router.core.dialects.answered import content_text, first_choice, reasoning_text
from router.core.dialects.reading import Json, object_of, objects_of, text_of
from router.core.dialects.responses.items import call_item, message_item, reasoning_item
from router.core.dialects.responses.tools import OfferedTools, read_tools
from router.core.usage import Usage

__all__ = ["ResponseFrame", "response_of", "status_of", "usage_json"]

_INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFrame:
    """What of a response is known before anything was answered."""

    asked: Mapping[str, object]
    tools: OfferedTools
    id: str
    at: datetime

    @classmethod
    def of(cls, asked: Mapping[str, object], *, name: str, at: datetime) -> "ResponseFrame":
        """The frame of the response to `asked`, as it came; `name` is unique."""
        return cls(asked=asked, tools=read_tools(asked), id=name, at=at)

    def item_id(self, kind: str, number: int) -> str:
        """The id of the output's item `number`."""
        return f"{kind}_{self.id}_{number}"

    def response(self, *, status: str, model: str, output: list[Json], **more: object) -> Json:
        """The whole object, as clients expect it, with what was asked repeated."""
        asked = self.asked
        reasoning, text = object_of(asked, "reasoning"), object_of(asked, "text")
        return {
            "id": f"resp_{self.id}",
            "object": "response",
            "created_at": int(self.at.timestamp()),
            "status": status,
            "error": None,
            "incomplete_details": None,
            "instructions": asked.get("instructions"),
            "max_output_tokens": asked.get("max_output_tokens"),
            "model": model,
            "output": output,
            "parallel_tool_calls": asked.get("parallel_tool_calls", True),
            "previous_response_id": None,
            "reasoning": {"effort": None, "summary": None, **reasoning},
            "store": False,
            "temperature": asked.get("temperature"),
            "text": {"format": {"type": "text"}, **text},
            "tool_choice": asked.get("tool_choice") or "auto",
            "tools": asked.get("tools") or [],
            "top_p": asked.get("top_p"),
            "truncation": "disabled",
            "usage": None,
            "user": asked.get("user"),
            "metadata": object_of(asked, "metadata"),
            **more,
        }


def response_of(frame: ResponseFrame, answer: Mapping[str, object], *, usage: Usage) -> Json:
    """The first choice of `answer` as a response."""
    choice = first_choice(answer)
    message = object_of(choice, "message")
    status, details = status_of(choice)
    output: list[Json] = []
    if thought := reasoning_text(message):
        output.append(reasoning_item(frame.item_id("rs", 0), thought))
    text, refusal = content_text(message), text_of(message, "refusal")
    if text or refusal:
        item_id = frame.item_id("msg", len(output))
        output.append(message_item(item_id, text, refusal=refusal, status=status))
    for call in objects_of(message, "tool_calls"):
        function = object_of(call, "function")
        called = frame.tools.called(text_of(function, "name"))
        item = call_item(
            frame.item_id("fc", len(output)),
            called,
            call_id=text_of(call, "id"),
            arguments=text_of(function, "arguments"),
        )
        output.append(item)
    return frame.response(
        status=status,
        model=text_of(answer, "model"),
        output=output,
        incomplete_details=details,
        usage=usage_json(usage),
    )


def status_of(choice: Mapping[str, object]) -> tuple[str, Json | None]:
    """Whether the answer is complete, and why not."""
    reason = _INCOMPLETE.get(text_of(choice, "finish_reason"))
    return ("completed", None) if reason is None else ("incomplete", {"reason": reason})


def usage_json(usage: Usage) -> Json:
    """Token counts as the Responses API tells them."""
    return {
        "input_tokens": usage.input_tokens,
        "input_tokens_details": {
            "cached_tokens": usage.cached_tokens,
            "cache_write_tokens": usage.cache_write_tokens,
        },
        "output_tokens": usage.output_tokens,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
        "total_tokens": usage.total_tokens,
    }
