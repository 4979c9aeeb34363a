"""What of a provider's stream is passed on, and what is kept for the ledger?"""

import re
from collections.abc import AsyncIterator
from typing import Protocol, Self

import msgspec
from msgspec import Raw, Struct

from router.adapters.providers.http.failures import HttpFailure
from router.adapters.providers.openai_usage import WireUsage, billed_as, service_tier_of, to_usage
from router.adapters.providers.received import Received
from router.adapters.providers.sse import EventTooLong, Splitter, data_of, events_of
from router.adapters.providers.upstream_errors import Upstream, words_of
from router.core.errors import RouterError, UpstreamFailed, UpstreamGarbled
from router.core.upstream_limits import UpstreamLimits
from router.core.usage import Usage

__all__ = ["EventStream", "Source"]

_HAS_USAGE = re.compile(rb'"usage"\s*:\s*\{')
_USUAL_STARTS = (b"data: {", b"data:{")
_UNUSUAL = (b'"error"', b"[DONE]", b"\nevent:")
_KEPT_WITH_USAGE = ("id", "object", "created", "model", "system_fingerprint", "service_tier")
_TOO_EARLY = "the stream ended before the answer was finished"
_NULL, _NOTHING = Raw(b"null"), Raw(b"[]")


class Source(Protocol):
    """Where the bytes of a stream come from. It raises `HttpFailure`s or `RouterError`s only."""

    async def read(self) -> bytes:
        """The next bytes; empty at the end."""
        ...

    async def finish(self) -> None:
        """The answer is complete: let the connection be used again."""
        ...

    async def aclose(self) -> None:
        """Stop reading and let the provider know."""
        ...


class _Groq(Struct):
    usage: WireUsage | None = None


class _Chunk(Struct):
    choices: list[Raw] | None = None
    usage: WireUsage | None = None
    error: Raw = _NULL
    x_groq: _Groq | None = None


_decode = msgspec.json.Decoder(_Chunk).decode
_decode_fields = msgspec.json.Decoder(dict[str, Raw]).decode
_encode = msgspec.json.Encoder().encode


class EventStream:
    """Passes whole events on untouched, and reads only what looks unusual.

    Usual is what begins and ends as JSON chunks do and names neither usage nor an error nor the
    end. A block of events that is not usual is looked at event by event.
    """

    def __init__(
        self, source: Source, *, upstream: Upstream, limits: UpstreamLimits | None = None
    ) -> None:
        self.limits = limits
        self.usage: Usage | None = None
        self.usage_chunk: bytes | None = None
        self._source = source
        self._upstream = upstream
        self._splitter = Splitter()
        self._received = Received()
        self._failure: RouterError | None = None
        self._is_done = False
        self._is_closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        lost: HttpFailure | None = None
        try:
            while not self._is_closed:
                if self._failure is not None:
                    raise self._failure
                if self._is_done:
                    self._is_closed = True
                    await self._source.finish()
                    break
                block = self._taken(await self._source.read())
                if block:
                    return block
        except HttpFailure as failure:
            lost = failure
            await self.aclose()
        except BaseException:  # cancelled or broken: the provider must not go on for nobody
            await self.aclose()
            raise
        raise self._upstream.after(lost) if lost else StopAsyncIteration

    def received_text(self) -> str:
        """All text generated so far."""
        return self._received.text()

    def received_reasoning(self) -> str:
        """The part of it that is reasoning."""
        return self._received.reasoning()

    @property
    def service_tier(self) -> str | None:
        """The provider's class of service that the chunks name; None for the usual one."""
        return self._received.service_tier

    async def aclose(self) -> None:
        """Close the connection, wherever the stream is."""
        self._is_closed = True
        await self._source.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def _taken(self, data: bytes) -> bytes:
        """What can be passed on now that `data` came; empty where it only begins an event."""
        if not data:
            return self._end()
        try:
            block = self._splitter.feed(data)
        except EventTooLong:
            raise self._upstream.garbled("an event without end", received=data) from None
        if _is_usual(block):
            self._received.add(block)
            return block
        return self._sift_events(block) if block else b""

    def _end(self) -> bytes:
        rest = self._splitter.rest().rstrip()
        try:
            block = self._sift_event(rest + b"\n\n") if rest else b""
        except UpstreamGarbled:  # half an event
            raise self._upstream.broke_off(_TOO_EARLY) from None
        if not self._is_done and not self._received.is_finished:
            raise self._upstream.broke_off(_TOO_EARLY)
        self._is_done = True
        return block

    def _sift_events(self, block: bytes) -> bytes:
        usual = _usual_beginning(block)
        passed = block[:usual]
        if passed:
            self._received.add(passed)
        for event in events_of(block[usual:]):
            if _is_usual(event):
                self._received.add(event)
                passed += event
                continue
            try:
                passed += self._sift_event(event)
            except UpstreamFailed as failure:  # after what came before it has been passed on
                self._failure = failure
            if self._is_done or self._failure:
                break
        return passed

    def _sift_event(self, event: bytes) -> bytes:
        data = data_of(event)
        if data.strip() == b"[DONE]":
            self._is_done = True
            return b""
        self._received.add(event)
        if not data:
            return event
        chunk = self._read(data)
        if chunk.error != _NULL or b"event: error" in event:
            raise self._upstream.failed(words_of(data))
        if chunk.usage is None:
            self._note(chunk.x_groq.usage if chunk.x_groq else None, data=data)
            return event
        self._note(chunk.usage, data=data)
        return _without_usage(data) if chunk.choices else b""

    def _read(self, data: bytes) -> _Chunk:
        try:
            data.decode()  # the decoder does not look into what it skips
            return _decode(data)
        except msgspec.ValidationError:
            return _Chunk()  # JSON of another shape: no usage to be had, passed on as it is
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise self._upstream.garbled("an event that is not JSON", received=data) from None

    def _note(self, wire: WireUsage | None, *, data: bytes) -> None:
        usage = billed_as(service_tier_of(data), to_usage(wire))
        if usage is None:
            return
        self.usage = usage
        fields = _decode_fields(data)
        kept = {name: fields[name] for name in _KEPT_WITH_USAGE if name in fields}
        said = fields.get("usage", _NULL)
        told = _encode(wire) if said == _NULL else said
        self.usage_chunk = _encode({**kept, "choices": _NOTHING, "usage": Raw(told)})


def _is_usual(block: bytes) -> bool:
    return (
        block.startswith(_USUAL_STARTS)
        and block.endswith(b"}\n\n")
        and _HAS_USAGE.search(block) is None
        and b'"error"' not in block
        and b"[DONE]" not in block
        and b"\nevent:" not in block
    )


def _usual_beginning(block: bytes) -> int:
    """How much of `block` is usual, up to the end of an event; a stream's end comes in one piece.

    Where a provider sends all chunks at once, to look at each would cost 4 us instead of 1 us.
    """
    said = _HAS_USAGE.search(block)
    unusual = [said.start()] if said else []
    unusual += [at for at in map(block.find, _UNUSUAL) if at >= 0]
    end = block.rfind(b"}\n\n", 0, min(unusual, default=0)) + 3
    return end if end > 2 and block.startswith(_USUAL_STARTS) else 0


def _without_usage(data: bytes) -> bytes:
    return b"data: " + _encode({**_decode_fields(data), "usage": _NULL}) + b"\n\n"
