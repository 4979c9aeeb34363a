"""How is a call carried to an OpenAI-shaped provider and its answer back, as fast as may be?"""

import asyncio
import errno
import io
from functools import lru_cache

import aiohttp
from typing_extensions import override
from yarl import URL

from router.adapters.providers.connections import Connections
from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.event_stream import EventStream, Source
from router.adapters.providers.openai_usage import service_tier_of
from router.adapters.providers.request_body import stream_body, whole_body
from router.adapters.providers.upstream_errors import NETWORK_ERRORS, Upstream, headers_to_pass
from router.adapters.providers.whole_answer import as_event, usage_of
from router.core.errors import RouterError, UpstreamBrokeOff
from router.ports.provider import Answer, AnswerStream, Call, Provider

__all__ = ["OpenAIWire"]

_CHAT, _EMBEDDINGS = "chat/completions", "embeddings"
_LONGEST_CONNECT_S = 10.0
_AT_ONCE_S = 0.5
_LONGEST_FINISH_S = 0.5
_LONGEST_ERROR_BYTES = 64 * 1024
_LONGEST_ANSWER_BYTES = 256 * 1024 * 1024
_LARGE_BODY_BYTES = 1024 * 1024
_HUNG_UP = frozenset({errno.ECONNRESET, errno.EPIPE})
_STREAM_TYPES = frozenset({"text/event-stream", "application/octet-stream", "text/plain"})


class OpenAIWire(Provider):
    """Sends the caller's bytes with another model name, and passes the answer's bytes on."""

    def __init__(self, endpoint: Endpoint, connections: Connections) -> None:
        self._endpoint = endpoint
        self._connections = connections
        self._headers = endpoint.headers()
        self._urls: dict[tuple[str, str], URL] = {}

    @override
    async def complete(self, call: Call) -> Answer:
        return await self._whole(call, _CHAT)

    @override
    async def embed(self, call: Call) -> Answer:
        return await self._whole(call, _EMBEDDINGS)

    @override
    async def stream(self, call: Call) -> AnswerStream:
        upstream = Upstream(call.deployment, self._endpoint)
        body = stream_body(
            call.fields,
            model=call.deployment.model,
            takes_stream_options=self._endpoint.takes_stream_options,
        )
        response = await self._post(call, _CHAT, body=body, upstream=upstream)
        source: Source = _Body(response, upstream=upstream, timeout_s=call.patience.between_s)
        if response.content_type == "application/json":  # the provider does not stream
            source = _Once(as_event(await self._checked(source, upstream=upstream)))
        elif response.content_type not in _STREAM_TYPES:
            received = await _read_up_to(source, limit=_LONGEST_ERROR_BYTES)
            raise upstream.garbled(f"{response.content_type} for a stream", received=received)
        return EventStream(source, upstream=upstream)

    async def _whole(self, call: Call, operation: str) -> Answer:
        upstream = Upstream(call.deployment, self._endpoint)
        body = whole_body(call.fields, model=call.deployment.model)
        response = await self._post(call, operation, body=body, upstream=upstream)
        source = _Body(response, upstream=upstream, timeout_s=call.patience.between_s)
        answer = await _read_up_to(source, limit=_LONGEST_ANSWER_BYTES)
        usage = usage_of(answer, upstream=upstream)
        return Answer(
            body=answer,
            usage=usage,
            service_tier=None if usage else service_tier_of(answer),
            headers=headers_to_pass(response.headers),
        )

    async def _checked(self, source: Source, *, upstream: Upstream) -> bytes:
        answer = await _read_up_to(source, limit=_LONGEST_ANSWER_BYTES)
        usage_of(answer, upstream=upstream)
        return answer

    async def _post(
        self, call: Call, operation: str, *, body: bytes, upstream: Upstream
    ) -> aiohttp.ClientResponse:
        """The accepted response; its body is still to come.

        The failure is raised outside of `except`, so that no traceback reaches aiohttp's
        exceptions: they hold the request's headers, and with them the key.
        """
        if self._endpoint.needs_key and not self._endpoint.key:
            raise upstream.keyless()
        failure: RouterError
        try:
            url = self._url(operation, model=call.deployment.model)
            async with asyncio.timeout(call.patience.between_s):
                response = await self._send(url, body=body, timeout_s=call.patience.between_s)
        except NETWORK_ERRORS as error:
            failure = upstream.unreachable(error, timeout_s=call.patience.between_s)
        else:
            if response.status == 200:
                return response
            failure = await self._refusal(response, upstream=upstream, timeout_s=call.patience.between_s)
        raise failure

    async def _send(self, url: URL, *, body: bytes, timeout_s: float) -> aiohttp.ClientResponse:
        """The response, once its headers are here.

        A provider may close an idle connection just when we use it again. Where it hangs up at
        once and without a word, nothing was generated, and the request is sent once more.
        """
        clock = asyncio.get_running_loop().time
        started_s = clock()
        try:
            return await self._send_once(url, body=body, timeout_s=timeout_s)
        except (aiohttp.ServerDisconnectedError, OSError) as error:
            is_late = clock() - started_s > _AT_ONCE_S
            if is_late or (isinstance(error, OSError) and error.errno not in _HUNG_UP):
                raise
        return await self._send_once(url, body=body, timeout_s=timeout_s)

    async def _send_once(
        self, url: URL, *, body: bytes, timeout_s: float
    ) -> aiohttp.ClientResponse:
        return await self._connections.session.post(
            url,
            data=body if len(body) < _LARGE_BODY_BYTES else io.BytesIO(body),
            headers=self._headers,
            allow_redirects=False,
            timeout=_silence(timeout_s),
        )

    async def _refusal(
        self, response: aiohttp.ClientResponse, *, upstream: Upstream, timeout_s: float
    ) -> RouterError:
        source = _Body(response, upstream=upstream, timeout_s=timeout_s)
        try:
            body = await _read_up_to(source, limit=_LONGEST_ERROR_BYTES)
        except RouterError:
            body = b""  # the status says enough
        return upstream.refused(response.status, body=body, headers=response.headers)

    def _url(self, operation: str, *, model: str) -> URL:
        url = self._urls.get((operation, model))
        if url is None:
            url = URL(self._endpoint.url(operation, model=model))
            self._urls[operation, model] = url  # as many as the catalog has deployments
        return url


class _Body(Source):
    """The body of a response, with the network's errors translated."""

    def __init__(
        self, response: aiohttp.ClientResponse, *, upstream: Upstream, timeout_s: float
    ) -> None:
        self._response = response
        self._content = response.content
        self._upstream = upstream
        self._timeout_s = timeout_s

    @override
    async def read(self) -> bytes:
        try:
            return await self._content.readany()
        except NETWORK_ERRORS as error:
            self._response.close()
            failure = self._upstream.unreachable(error, timeout_s=self._timeout_s)
        raise failure

    @override
    async def finish(self) -> None:
        try:
            async with asyncio.timeout(_LONGEST_FINISH_S):
                while await self._content.readany():
                    pass
        except NETWORK_ERRORS:
            self._response.close()  # the answer is complete: only the connection is lost

    @override
    async def aclose(self) -> None:
        self._response.close()


class _Once(Source):
    """A stream that is already here."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @override
    async def read(self) -> bytes:
        data, self._data = self._data, b""
        return data

    @override
    async def finish(self) -> None:
        self._data = b""

    @override
    async def aclose(self) -> None:
        self._data = b""


async def _read_up_to(source: Source, *, limit: int) -> bytes:
    """The whole body; cut off, and the connection closed, where it passes `limit`."""
    pieces: list[bytes] = []
    size = 0
    try:
        while size < limit and (piece := await source.read()):
            pieces.append(piece)
            size += len(piece)
    except UpstreamBrokeOff as broken:
        broken.received = b"".join(pieces)
        raise
    except BaseException:  # cancelled: the provider must not go on for nobody
        await source.aclose()
        raise
    if size >= limit:
        await source.aclose()
    return b"".join(pieces)


@lru_cache(maxsize=64)
def _silence(timeout_s: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=None, sock_connect=min(_LONGEST_CONNECT_S, timeout_s), sock_read=timeout_s
    )
