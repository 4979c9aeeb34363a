"""In which order do the blocks of a streamed message open and close? One at a time.

Chat completions may write several tool calls in turns; Anthropic's clients read one block after
the other. Text and thoughts end where something else begins. A tool call may still go on, so what
comes beside it waits until the answer is complete.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from router.core.dialects.reading import Json

__all__ = ["BlocksWritten", "Event"]

Event = tuple[str, Json]
"""Its type, and its data."""


@dataclass(slots=True)
class _Waiting:
    opening: Json
    deltas: list[Json] = field(default_factory=list)


class BlocksWritten:
    """The events of blocks; a key tells which deltas belong together."""

    def __init__(self) -> None:
        self._open: object = None
        self._is_call = False
        self._number = -1
        self._waiting: dict[object, _Waiting] = {}

    def write(self, key: object, *, opening: Json, delta: Json | None) -> Iterator[Event]:
        """Write `delta` into the block `key`, which begins with `opening` where it is new."""
        if key != self._open:
            if self._is_call:
                waiting = self._waiting.setdefault(key, _Waiting(opening))
                waiting.deltas += [] if delta is None else [delta]
                return
            yield from self._end()
            yield self._begin(key, opening)
        if delta is not None:
            yield self._delta(delta)

    def close(self) -> Iterator[Event]:
        """End the block that is open, and write those that waited."""
        yield from self._end()
        for key, waiting in self._waiting.items():
            yield self._begin(key, waiting.opening)
            for delta in waiting.deltas:
                yield self._delta(delta)
            yield from self._end()
        self._waiting.clear()

    def _begin(self, key: object, opening: Json) -> Event:
        self._number += 1
        self._open, self._is_call = key, opening.get("type") == "tool_use"
        return self._event("content_block_start", content_block=opening)

    def _delta(self, delta: Json) -> Event:
        return self._event("content_block_delta", delta=delta)

    def _end(self) -> Iterator[Event]:
        if self._open is not None:
            self._open, self._is_call = None, False
            yield self._event("content_block_stop")

    def _event(self, kind: str, **held: Json) -> Event:
        return kind, {"type": kind, "index": self._number, **held}
