"""How does a stream leave the service in the words of another API?"""

import asyncio
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from router.api.decision_headers import Headers
from router.api.presence import until_gone
from router.core.dialects.chunks import chunks_of
from router.core.dialects.reading import Json
from router.services.relay import Relay

__all__ = ["TranslatedStream"]

Translate = Callable[[Json | None], bytes]


class TranslatedStream(Response):
    """A stream of events. A caller who goes away ends the stream at the provider too."""

    def __init__(self, relay: Relay, translate: Translate, *, headers: Headers) -> None:
        """`translate` turns each chunk, and None for the end, into events."""
        super().__init__(media_type="text/event-stream")
        self._relay = relay
        self._translate = translate
        del self.headers["content-length"]
        self.raw_headers += [(b"cache-control", b"no-cache"), (b"x-accel-buffering", b"no")]
        self.raw_headers += headers

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        relaying = asyncio.create_task(self._run(send))
        leaving = asyncio.create_task(until_gone(receive))
        try:
            await asyncio.wait({relaying, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            relaying.cancel()
            await asyncio.gather(relaying, leaving, return_exceptions=True)
        if not relaying.cancelled() and (error := relaying.exception()) is not None:
            raise error

    async def _run(self, send: Send) -> None:
        has_started = False

        async def pass_on(block: bytes) -> None:
            nonlocal has_started
            if not has_started:  # not before: what is cancelled here would not be booked
                has_started = True
                await send(
                    {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
                )
            if events := b"".join(map(self._translate, chunks_of(block))):
                await send({"type": "http.response.body", "body": events, "more_body": True})

        await self._relay(pass_on)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
