"""How does a stream of a chat completion read as events of the Responses API?"""

from collections.abc import Iterator, Mapping

from router.core.dialects.answered import content_text, first_choice, reasoning_text, usage_of
from router.core.dialects.chunks import named_event
from router.core.dialects.reading import Json, number_of, object_of, objects_of, text_of
from router.core.dialects.responses.answer import ResponseFrame, status_of, usage_json
from router.core.dialects.responses.items_written import (
    CallWritten,
    Event,
    ItemWritten,
    MessageWritten,
    ReasoningWritten,
)
from router.core.usage import Usage

__all__ = ["ResponseStream"]

_CODES = {
    "budget_exceeded": "insufficient_quota",
    "rate_limit_exceeded": "rate_limit_exceeded",
    "upstream_rate_limited": "rate_limit_exceeded",
}
"""Words that clients act on, where OpenAI has one for what happened."""


class ResponseStream:
    """Turns chunks into events; one object for one stream."""

    def __init__(self, frame: ResponseFrame) -> None:
        self._frame = frame
        self._model = ""
        self._number = -1
        self._has_begun = False
        self._items: list[ItemWritten] = []
        self._open: ItemWritten | None = None
        """Thoughts or a message: they end where something else begins."""
        self._calls: dict[int, CallWritten] = {}
        """They may be written in turns, so all of them end with the answer."""
        self._last: Json = {}
        self._usage = Usage()

    def events(self, chunk: Json | None) -> bytes:
        """The events that a chunk leads to; None is the end of the stream."""
        found = self._end() if chunk is None else self._of(chunk)
        return b"".join(self._event(kind, data) for kind, data in found)

    def _event(self, kind: str, data: Json) -> bytes:
        self._number += 1
        return named_event(kind, {"type": kind, "sequence_number": self._number, **data})

    def _of(self, chunk: Json) -> Iterator[Event]:
        yield from self._begin(text_of(chunk, "model"))
        if "error" in chunk:
            yield self._failed(object_of(chunk, "error"))
            return
        if object_of(chunk, "usage"):
            self._usage = usage_of(chunk)
        choice = first_choice(chunk)
        if not number_of(choice, "index"):
            yield from self._delta(object_of(choice, "delta"))
            self._last = choice if choice.get("finish_reason") else self._last

    def _delta(self, delta: Mapping[str, object]) -> Iterator[Event]:
        if thought := reasoning_text(delta):
            yield from self._think(thought)
        if text := content_text(delta):
            yield from self._say(text)
        if refusal := text_of(delta, "refusal"):
            yield from self._say(refusal, refuses=True)
        for call in objects_of(delta, "tool_calls"):
            yield from self._call(call)

    def _begin(self, model: str) -> Iterator[Event]:
        if not self._has_begun:
            self._has_begun, self._model = True, model
            for kind in ("response.created", "response.in_progress"):
                yield kind, {"response": self._response("in_progress")}

    def _think(self, text: str) -> Iterator[Event]:
        item = self._open
        if not isinstance(item, ReasoningWritten):
            yield from self._close()
            item = ReasoningWritten(self._item_id("rs"), len(self._items))
            self._items.append(item)
            self._open = item
        yield from item.add(text)

    def _say(self, text: str, *, refuses: bool = False) -> Iterator[Event]:
        item = self._open
        if not isinstance(item, MessageWritten) or item.refuses is not refuses:
            yield from self._close()
            item = MessageWritten(self._item_id("msg"), len(self._items), refuses=refuses)
            self._items.append(item)
            self._open = item
        yield from item.add(text)

    def _call(self, call: Mapping[str, object]) -> Iterator[Event]:
        index, function = number_of(call, "index"), object_of(call, "function")
        item = self._calls.get(index)
        if item is None:
            yield from self._close()
            called = self._frame.tools.called(text_of(function, "name"))
            item = CallWritten(
                self._item_id("fc"), len(self._items), called=called, call_id=text_of(call, "id")
            )
            self._items.append(item)
            self._calls[index] = item
            yield item.opened()
        if arguments := text_of(function, "arguments"):
            yield from item.add(arguments)

    def _close(self, status: str = "completed") -> Iterator[Event]:
        if self._open is not None:
            item, self._open = self._open, None
            yield from item.done(status=status)

    def _end(self) -> Iterator[Event]:
        yield from self._begin("")
        status, details = status_of(self._last)
        yield from self._close(status)
        for call in self._calls.values():
            yield from call.done(status=status)
        whole = self._response(status, incomplete_details=details, usage=usage_json(self._usage))
        yield f"response.{status}", {"response": whole}

    def _failed(self, error: Mapping[str, object]) -> Event:
        code = text_of(error, "code")
        told = {
            "code": _CODES.get(code, code or "server_error"),
            "message": text_of(error, "message"),
        }
        return "response.failed", {"response": self._response("failed", error=told)}

    def _response(self, status: str, **more: object) -> Json:
        output = [item.item(status=status) for item in self._items]
        return self._frame.response(status=status, model=self._model, output=output, **more)

    def _item_id(self, kind: str) -> str:
        return self._frame.item_id(kind, len(self._items))
