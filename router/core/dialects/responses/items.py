"""What are the items of a response: thoughts, a message, calls of tools?"""

from router.core.dialects.reading import Json
from router.core.dialects.responses.tools import Called, bare_text

__all__ = ["call_item", "message_item", "reasoning_item", "refusal_part", "text_part"]


def text_part(text: str) -> Json:
    """A part of a message that is text."""
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def refusal_part(refusal: str) -> Json:
    """A part of a message that refuses."""
    return {"type": "refusal", "refusal": refusal}


def reasoning_item(item_id: str, text: str) -> Json:
    """Thoughts, as the summary that clients show."""
    summary = [{"type": "summary_text", "text": text}] if text else []
    return {"id": item_id, "type": "reasoning", "summary": summary}


def message_item(item_id: str, text: str, *, refusal: str = "", status: str = "completed") -> Json:
    """What the model says."""
    content = [text_part(text)] if text else []
    content += [refusal_part(refusal)] if refusal else []
    return {
        "id": item_id,
        "type": "message",
        "role": "assistant",
        "status": status,
        "content": content,
    }


def call_item(
    item_id: str, called: Called, *, call_id: str, arguments: str, status: str = "completed"
) -> Json:
    """The call of a function, or of a tool that takes bare text."""
    space = {"namespace": called.namespace} if called.namespace else {}
    item: Json = {"id": item_id, "call_id": call_id, "name": called.name, **space}
    if called.is_bare:
        text = bare_text(arguments) if arguments else ""
        return {**item, "type": "custom_tool_call", "input": text, "status": status}
    return {**item, "type": "function_call", "arguments": arguments, "status": status}
