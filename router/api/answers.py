"""How do answers leave the service: whole as bytes, streamed as server-sent events?"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from router.api.decision_headers import Headers, decision_headers, header_value
from router.api.presence import until_gone
from router.core.errors import RouterError
from router.services.complete import Completed
from router.services.relay import Relay

__all__ = ["StreamedAnswer", "WholeAnswer"]


_JSON = (b"content-type", b"application/json")
_EVENTS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
)


class WholeAnswer(Response):
    """A provider's answer, byte for byte, with the decision in the headers."""

    def __init__(self, completed: Completed) -> None:
        self.status_code, self.background = 200, None
        self.body = body = completed.answer.body
        self.raw_headers = [  # said here at once: Starlette looks for what may be missing
            (b"content-length", b"%d" % len(body)),
            _content_type(completed.answer.content_type),
            *decision_headers(completed.journey, completed.cost_usd),
            *_passed_on(completed.answer.headers, instead=completed.journey.quota_headers),
        ]


class StreamedAnswer(Response):
    """A stream of events. A caller who goes away ends the stream at the provider too."""

    relay: Callable[[Callable[[bytes], Awaitable[None]]], Awaitable[None]]

    def __init__(self, relay: Relay) -> None:
        self.status_code, self.background = 200, None
        self.relay = relay
        self.raw_headers = [*_EVENTS, *decision_headers(relay.journey)]

    def interrupted(self, by: RouterError) -> bytes:
        """The event that ends the stream before its end."""
        return b"data: " + json.dumps(by.body()).encode() + b"\n\n"

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

        async def pass_on(events: bytes) -> None:
            nonlocal has_started
            if not has_started:  # not before: what is cancelled here would not be booked
                has_started = True
                await send(
                    {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
                )
            await send({"type": "http.response.body", "body": events, "more_body": True})

        await self.relay(pass_on)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _content_type(said: str) -> tuple[bytes, bytes]:
    return _JSON if said == "application/json" else (b"content-type", header_value(said))


def _passed_on(headers: Mapping[str, str], *, instead: Mapping[str, str]) -> Headers:
    """The provider's headers; where the caller has quotas here, those of the provider say less."""
    return [
        (header_value(name), header_value(value))
        for name, value in headers.items()
        if not (instead and name.lower().startswith("x-ratelimit-"))
    ]
