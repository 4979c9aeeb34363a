"""Where does one server-sent event end and the next begin?"""

import re

__all__ = ["MAX_EVENT_BYTES", "EventTooLong", "Splitter", "data_of", "events_of"]

MAX_EVENT_BYTES = 8 * 1024 * 1024
_BOUNDARY = re.compile(rb"\r?\n\r?\n")


class EventTooLong(Exception):
    """An event has no end within `MAX_EVENT_BYTES`."""


class Splitter:
    """Cuts what the network delivers, anywhere it may, into blocks of whole events."""

    __slots__ = ("_limit", "_pending")

    def __init__(self, *, limit: int = MAX_EVENT_BYTES) -> None:
        self._pending = bytearray()
        self._limit = limit

    def feed(self, data: bytes) -> bytes:
        """The whole events that are now complete, as they came; empty where none is.

        Raises:
            EventTooLong: an event goes on for longer than the limit.
        """
        if not self._pending and data.endswith(b"\n\n"):
            return data  # the usual case: providers write event by event
        overlap = bytes(self._pending[-3:])  # a boundary may be cut in two
        end = _end_of_last_event(overlap + data) - len(overlap)
        if end <= 0:
            self._keep(data)
            return b""
        block = bytes(self._pending) + data[:end]
        self._pending.clear()
        self._keep(data[end:])
        return block

    def rest(self) -> bytes:
        """What came after the last boundary: at the end of a stream, an event without its own."""
        rest = bytes(self._pending)
        self._pending.clear()
        return rest

    def _keep(self, data: bytes) -> None:
        self._pending += data
        if len(self._pending) > self._limit:
            raise EventTooLong


def events_of(block: bytes) -> list[bytes]:
    """The single events of a block of whole events, each with its boundary."""
    events = []
    start = 0
    for boundary in _BOUNDARY.finditer(block):
        events.append(block[start : boundary.end()])
        start = boundary.end()
    if start < len(block):
        events.append(block[start:])
    return events


def data_of(event: bytes) -> bytes:
    """The data of an event, its lines joined; empty for comments and empty events."""
    lines = [line[5:].removeprefix(b" ") for line in event.splitlines() if line[:5] == b"data:"]
    return b"\n".join(lines)


def _end_of_last_event(data: bytes) -> int:
    lf, crlf = data.rfind(b"\n\n"), data.rfind(b"\n\r\n")
    return max(lf + 2 if lf >= 0 else 0, crlf + 3 if crlf >= 0 else 0)
