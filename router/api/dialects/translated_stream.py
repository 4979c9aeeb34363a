"""How does a stream leave the service in the words of another API?"""

from collections.abc import Awaitable, Callable

from typing_extensions import override

from router.api.answers import StreamedAnswer
from router.api.decision_headers import Headers
from router.core.dialects.chunks import chunks_of
from router.core.dialects.reading import Json
from router.core.errors import RouterError
from router.services.relay import Relay

__all__ = ["TranslatedStream"]

Translate = Callable[[Json | None], bytes]
Send = Callable[[bytes], Awaitable[None]]


class TranslatedStream(StreamedAnswer):
    """A stream whose chunks are told as the events of another API."""

    def __init__(self, relay: Relay, translate: Translate, *, headers: Headers) -> None:
        """`translate` turns each chunk, and None for the end, into events."""
        super().__init__(relay)
        self._passed_on = relay
        self._translate = translate
        self.relay = self._translated
        self.raw_headers += headers

    @override
    def interrupted(self, by: RouterError) -> bytes:
        return self._translate(dict(by.body()))

    async def _translated(self, send: Send) -> None:
        async def pass_on(block: bytes) -> None:
            if events := b"".join(map(self._translate, chunks_of(block))):
                await send(events)

        await self._passed_on(pass_on)
