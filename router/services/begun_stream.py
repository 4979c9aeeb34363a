"""Has a stream really begun? Until its first event is here, another deployment can still answer."""

from collections.abc import AsyncIterator, Awaitable
from typing import Self

from router.core.answer_text import response_id_of
from router.core.upstream_limits import UpstreamLimits
from router.core.usage import Usage
from router.ports.provider import AnswerStream

__all__ = ["BegunStream"]


class BegunStream:
    """Implements `AnswerStream`: one whose first events have come."""

    def __init__(self, stream: AnswerStream, events: AsyncIterator[bytes], *, first: bytes) -> None:
        self._stream, self._events, self._first = stream, events, first

    @classmethod
    async def of(cls, stream: AnswerStream) -> Self:
        """Wait for the first events of `stream`; it is closed where they do not come.

        Comments, by which some providers say that they still think, promise nothing: they are left
        out.

        Raises:
            RouterError: it failed before them.
        """
        events = aiter(stream)
        has_begun = False
        try:
            first = await anext(events, b"")
            while first and not _holds_an_event(first):
                first = await anext(events, b"")
            has_begun = True
        finally:
            if not has_begun:
                await stream.aclose()
        return cls(stream, events, first=first)

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Iterate over the events from the first on, once."""
        return self

    def __anext__(self) -> Awaitable[bytes]:
        """The next events. No coroutine of our own stands between: streams are long."""
        return self._given() if self._first else anext(self._events)

    async def _given(self) -> bytes:
        first, self._first = self._first, b""
        return first

    @property
    def usage(self) -> Usage | None:
        """What the provider said so far."""
        return self._stream.usage

    @property
    def usage_chunk(self) -> bytes | None:
        """The JSON of the chunk that carried the usage."""
        return self._stream.usage_chunk

    @property
    def limits(self) -> UpstreamLimits | None:
        """What the provider still takes from us."""
        return self._stream.limits

    @property
    def service_tier(self) -> str | None:
        """The provider's class of service."""
        return self._stream.service_tier

    @property
    def response_id(self) -> str | None:
        """The answer's `id`, as far as it came with the usage."""
        return response_id_of(self._stream.usage_chunk or b"")

    def received_text(self) -> str:
        """All text generated so far."""
        return self._stream.received_text()

    def received_reasoning(self) -> str:
        """The part of it that is reasoning."""
        return self._stream.received_reasoning()

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()


def _holds_an_event(block: bytes) -> bool:
    return block.startswith(b"data:") or b"\ndata:" in block
