"""What has a stream brought so far: which text, as which service, and is it finished?"""

import re
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from router.adapters.providers.openai_usage import service_tier_of
from router.adapters.providers.sse import data_of, events_of

__all__ = ["Received"]

_COMPACT_AT_BYTES = 256 * 1024
_FINISHED = re.compile(rb'"finish_reason"\s*:\s*"')


class _Function(Struct):
    name: str | None = None
    arguments: str | None = None


class _ToolCall(Struct):
    function: _Function | None = None


class _Delta(Struct):
    content: object = None
    """A text; Mistral's reasoning models send a list of parts."""
    reasoning_content: str | None = None
    reasoning: str | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(Struct):
    delta: _Delta | None = None


class _Chunk(Struct):
    choices: list[_Choice] | None = None


_decode = msgspec.json.Decoder(_Chunk).decode


class Received:
    """Keeps the blocks of a stream as they came, and reads them only when somebody asks."""

    __slots__ = ("_blocks", "_is_finished", "_service_tier", "_size", "_texts", "_thoughts")

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._size = 0
        self._texts: list[str] = []
        self._thoughts: list[str] = []
        self._service_tier: str | None = None
        self._is_finished = False

    def add(self, block: bytes) -> None:
        """Keep a block of whole events."""
        self._blocks.append(block)
        self._size += len(block)
        if self._size > _COMPACT_AT_BYTES:  # the text is a fraction of the events around it
            self._read()
            self._texts = ["".join(self._texts)]  # a list of words takes ten times as much
            self._thoughts = ["".join(self._thoughts)]

    def text(self) -> str:
        """Content, reasoning, refusals and tool calls of all choices, in order of arrival."""
        self._read()
        self._texts = ["".join(self._texts)]
        return self._texts[0]

    def reasoning(self) -> str:
        """The part of it that is reasoning: some models' costs otherwise."""
        self._read()
        return "".join(self._thoughts)

    @property
    def service_tier(self) -> str | None:
        """The provider's class of service that a chunk named last; None for the usual one."""
        self._read()
        return self._service_tier

    @property
    def is_finished(self) -> bool:
        """Whether a choice named its reason to finish."""
        return self._is_finished or any(_FINISHED.search(block) for block in self._blocks)

    def _read(self) -> None:
        self._is_finished = self.is_finished
        for block in self._blocks:
            for event in events_of(block):
                self._read_event(data_of(event))
        self._blocks.clear()
        self._size = 0

    def _read_event(self, data: bytes) -> None:
        self._service_tier = service_tier_of(data) or self._service_tier
        for delta in _deltas_of(data):
            self._texts.extend(_texts_of(delta))
            self._thoughts.append(delta.reasoning_content or delta.reasoning or "")


def _deltas_of(data: bytes) -> Iterable[_Delta]:
    try:
        chunk = _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return  # a comment or a shape that nobody knows has no text that could be counted
    for choice in chunk.choices or ():
        if choice.delta is not None:
            yield choice.delta


def _texts_of(delta: _Delta) -> Iterable[str]:
    yield from _strings_in(delta.content)
    yield delta.reasoning_content or delta.reasoning or ""
    yield delta.refusal or ""
    for call in delta.tool_calls or ():
        if call.function is not None:
            yield call.function.name or ""
            yield call.function.arguments or ""


def _strings_in(content: object) -> Iterable[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            yield from _strings_in(part)
    elif isinstance(content, dict):
        for name in ("text", "thinking"):
            yield from _strings_in(content.get(name))
