"""Which events tell of one item of a streamed response, from its first word to its end?"""

from collections.abc import Iterator
from typing import Protocol

from typing_extensions import override

from router.core.dialects.reading import Json
from router.core.dialects.responses.items import (
    call_item,
    message_item,
    reasoning_item,
    refusal_part,
    text_part,
)
from router.core.dialects.responses.tools import Called, bare_text

__all__ = ["CallWritten", "Event", "ItemWritten", "MessageWritten", "ReasoningWritten"]

Event = tuple[str, Json]
"""Its type, and its data but for type and number."""
_ADDED, _DONE = "response.output_item.added", "response.output_item.done"


class ItemWritten(Protocol):
    """An item under way."""

    def done(self, *, status: str) -> Iterator[Event]:
        """The events with which it ends."""
        ...

    def item(self, *, status: str) -> Json:
        """The item as far as it is known."""
        ...


class ReasoningWritten(ItemWritten):
    """Thoughts."""

    def __init__(self, item_id: str, index: int) -> None:
        self._id, self._index = item_id, index
        self._texts: list[str] = []

    def add(self, text: str) -> Iterator[Event]:
        """More of them."""
        place = self._place()
        if not self._texts:
            yield _ADDED, {"output_index": self._index, "item": reasoning_item(self._id, "")}
            part = {"type": "summary_text", "text": ""}
            yield "response.reasoning_summary_part.added", {**place, "part": part}
        self._texts.append(text)
        yield "response.reasoning_summary_text.delta", {**place, "delta": text}

    @override
    def done(self, *, status: str) -> Iterator[Event]:
        place, text = self._place(), "".join(self._texts)
        yield "response.reasoning_summary_text.done", {**place, "text": text}
        part = {"type": "summary_text", "text": text}
        yield "response.reasoning_summary_part.done", {**place, "part": part}
        yield _DONE, {"output_index": self._index, "item": self.item(status=status)}

    @override
    def item(self, *, status: str) -> Json:
        return reasoning_item(self._id, "".join(self._texts))

    def _place(self) -> Json:
        return {"item_id": self._id, "output_index": self._index, "summary_index": 0}


class MessageWritten(ItemWritten):
    """What the model says, or that it refuses."""

    def __init__(self, item_id: str, index: int, *, refuses: bool = False) -> None:
        self._id, self._index = item_id, index
        self.refuses = refuses
        self._texts: list[str] = []

    def add(self, text: str) -> Iterator[Event]:
        """More of it."""
        place = self._place()
        if not self._texts:
            opened = message_item(self._id, "", status="in_progress")
            yield _ADDED, {"output_index": self._index, "item": opened}
            yield "response.content_part.added", {**place, "part": self._part("")}
        self._texts.append(text)
        if self.refuses:
            yield "response.refusal.delta", {**place, "delta": text}
        else:
            yield "response.output_text.delta", {**place, "delta": text, "logprobs": []}

    @override
    def done(self, *, status: str) -> Iterator[Event]:
        place, text = self._place(), "".join(self._texts)
        if self.refuses:
            yield "response.refusal.done", {**place, "refusal": text}
        else:
            yield "response.output_text.done", {**place, "text": text, "logprobs": []}
        yield "response.content_part.done", {**place, "part": self._part(text)}
        yield _DONE, {"output_index": self._index, "item": self.item(status=status)}

    @override
    def item(self, *, status: str) -> Json:
        text = "".join(self._texts)
        if self.refuses:
            return message_item(self._id, "", refusal=text, status=status)
        return message_item(self._id, text, status=status)

    def _part(self, text: str) -> Json:
        return refusal_part(text) if self.refuses else text_part(text)

    def _place(self) -> Json:
        return {"item_id": self._id, "output_index": self._index, "content_index": 0}


class CallWritten(ItemWritten):
    """The call of a tool."""

    def __init__(self, item_id: str, index: int, *, called: Called, call_id: str) -> None:
        self._id, self._index = item_id, index
        self._called, self._call_id = called, call_id
        self._arguments: list[str] = []

    def opened(self) -> Event:
        """The event with which it begins."""
        return _ADDED, {"output_index": self._index, "item": self.item(status="in_progress")}

    def add(self, text: str) -> Iterator[Event]:
        """More of its arguments; bare text can be told only once they are complete."""
        self._arguments.append(text)
        if not self._called.is_bare:
            yield "response.function_call_arguments.delta", {**self._place(), "delta": text}

    @override
    def done(self, *, status: str) -> Iterator[Event]:
        place, arguments = self._place(), "".join(self._arguments)
        if self._called.is_bare:
            text = bare_text(arguments)
            yield "response.custom_tool_call_input.delta", {**place, "delta": text}
            yield "response.custom_tool_call_input.done", {**place, "input": text}
        else:
            told = {"name": self._called.name, "arguments": arguments}
            yield "response.function_call_arguments.done", {**place, **told}
        yield _DONE, {"output_index": self._index, "item": self.item(status=status)}

    @override
    def item(self, *, status: str) -> Json:
        return call_item(
            self._id,
            self._called,
            call_id=self._call_id,
            arguments="".join(self._arguments),
            status=status,
        )

    def _place(self) -> Json:
        return {"item_id": self._id, "output_index": self._index}
