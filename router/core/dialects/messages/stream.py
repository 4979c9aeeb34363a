"""How does a stream of a chat completion read as events of Anthropic's Messages API?"""

from collections.abc import Iterator, Mapping, Sequence

from router.core.dialects.answered import content_text, first_choice, reasoning_text, usage_of
from router.core.dialects.chunks import named_event
from router.core.dialects.messages.answer import stop_of, usage_json
from router.core.dialects.messages.blocks_written import BlocksWritten, Event
from router.core.dialects.messages.errors import error_json
from router.core.dialects.reading import Json, number_of, object_of, objects_of, text_of
from router.core.usage import Usage

__all__ = ["MessageStream"]

_TEXT: Json = {"type": "text", "text": ""}
_THOUGHT: Json = {"type": "thinking", "thinking": "", "signature": ""}


class MessageStream:
    """Turns chunks into events; one object for one stream."""

    def __init__(
        self,
        *,
        message_id: str,
        input_tokens: int,
        stops: Sequence[str] = (),
        with_thinking: bool = False,
    ) -> None:
        """`input_tokens` is our estimate: the true count comes with the end only."""
        self._message_id = message_id
        self._input_tokens = input_tokens
        self._stops = stops
        self._with_thinking = with_thinking
        self._blocks = BlocksWritten()
        self._last: Json = {}
        self._usage = Usage(input_tokens=input_tokens)
        self._has_begun = self._has_calls = self._is_refused = False

    def events(self, chunk: Json | None) -> bytes:
        """The events that a chunk leads to; None is the end of the stream."""
        found = self._end() if chunk is None else self._of(chunk)
        return b"".join(named_event(kind, data) for kind, data in found)

    def _of(self, chunk: Json) -> Iterator[Event]:
        if "error" in chunk:
            yield "error", error_json(object_of(chunk, "error"))
            return
        if not self._has_begun:
            self._has_begun = True
            yield from self._start(text_of(chunk, "model"))
        if object_of(chunk, "usage"):
            self._usage = usage_of(chunk)
        choice = first_choice(chunk)
        if number_of(choice, "index"):
            return
        yield from self._delta(object_of(choice, "delta"))
        if choice.get("finish_reason"):
            self._last = choice

    def _start(self, model: str) -> Iterator[Event]:
        message: Json = {
            "id": self._message_id,
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage_json(Usage(input_tokens=self._input_tokens)),
        }
        yield "message_start", {"type": "message_start", "message": message}
        yield "ping", {"type": "ping"}

    def _delta(self, delta: Mapping[str, object]) -> Iterator[Event]:
        if self._with_thinking:
            yield from self._thoughts(delta)
        text = content_text(delta)
        if refusal := text_of(delta, "refusal"):
            self._is_refused = True
            text = text or refusal
        if text:
            said: Json = {"type": "text_delta", "text": text}
            yield from self._blocks.write("text", opening=_TEXT, delta=said)
        for call in objects_of(delta, "tool_calls"):
            yield from self._call(call)

    def _thoughts(self, delta: Mapping[str, object]) -> Iterator[Event]:
        thought = reasoning_text(delta)
        signed = objects_of(delta, "thinking_blocks")
        if not thought:
            thought = "".join(text_of(block, "thinking") for block in signed)
        if thought:
            said: Json = {"type": "thinking_delta", "thinking": thought}
            yield from self._blocks.write("thinking", opening=_THOUGHT, delta=said)
        for block in signed:
            if block.get("type") == "redacted_thinking":
                key = ("redacted", text_of(block, "data"))
                yield from self._blocks.write(key, opening=block, delta=None)
            elif signature := text_of(block, "signature"):
                said = {"type": "signature_delta", "signature": signature}
                yield from self._blocks.write("thinking", opening=_THOUGHT, delta=said)

    def _call(self, call: Mapping[str, object]) -> Iterator[Event]:
        self._has_calls = True
        function = object_of(call, "function")
        opening: Json = {
            "type": "tool_use",
            "id": text_of(call, "id"),
            "name": text_of(function, "name"),
            "input": {},
        }
        arguments = text_of(function, "arguments")
        written: Json = {"type": "input_json_delta", "partial_json": arguments}
        key = ("call", number_of(call, "index"))
        yield from self._blocks.write(key, opening=opening, delta=written if arguments else None)

    def _end(self) -> Iterator[Event]:
        if not self._has_begun:
            yield from self._start("")
        yield from self._blocks.close()
        stop = stop_of(self._last, stops=self._stops, has_calls=self._has_calls)
        if self._is_refused:
            stop["stop_reason"] = "refusal"
        usage = usage_json(self._usage)
        for name in ("cache_creation", "service_tier"):
            usage.pop(name)
        yield "message_delta", {"type": "message_delta", "delta": stop, "usage": usage}
        yield "message_stop", {"type": "message_stop"}
