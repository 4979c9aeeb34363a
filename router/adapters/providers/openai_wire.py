"""How is a call carried to an OpenAI-shaped provider and its answer back, as fast as may be?"""

from typing_extensions import override

from router.adapters.providers.connections import Connections
from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.event_stream import EventStream, Source
from router.adapters.providers.http.carrier import Reply
from router.adapters.providers.http.connection import LONGEST_ANSWER_BYTES
from router.adapters.providers.http.failures import HttpFailure
from router.adapters.providers.http.incoming import content_type_of
from router.adapters.providers.http.target import Target, target_of
from router.adapters.providers.media_wire import body_of, said_of
from router.adapters.providers.rate_limits import limits_of
from router.adapters.providers.request_body import stream_body, whole_body
from router.adapters.providers.upstream_errors import Upstream, headers_to_pass
from router.adapters.providers.whole_answer import as_event, read_answer
from router.core.errors import RouterError, UpstreamBrokeOff
from router.ports.provider import Answer, AnswerStream, Call, Provider, passed_by

__all__ = ["OpenAIWire"]

_CHAT, _EMBEDDINGS = "chat/completions", "embeddings"
_LONGEST_ERROR_BYTES = 64 * 1024
_STREAM_TYPES = frozenset({"text/event-stream", "application/octet-stream", "text/plain"})


class OpenAIWire(Provider):
    """Sends the caller's bytes with another model name, and passes the answer's bytes on."""

    def __init__(self, endpoint: Endpoint, connections: Connections) -> None:
        self._endpoint = endpoint
        self._carrier = connections.carrier_to(endpoint.base_url)
        self._targets: dict[tuple[str, str], Target] = {}

    @override
    async def complete(self, call: Call) -> Answer:
        return await self._whole(call, _CHAT)

    @override
    async def embed(self, call: Call) -> Answer:
        return await self._whole(call, _EMBEDDINGS)

    @override
    async def pass_on(self, call: Call) -> Answer:
        passed, upstream = passed_by(call), Upstream(call.deployment, self._endpoint)
        body = body_of(passed, model=call.deployment.model)
        reply = await self._post(
            call, passed.operation, body=body, upstream=upstream, wants_whole=True
        )
        answer = await _read(reply, limit=LONGEST_ANSWER_BYTES, upstream=upstream)
        usage, response_id = said_of(answer, operation=passed.operation)
        return Answer(
            body=answer,
            content_type=reply.headers.get("content-type", "application/octet-stream"),
            usage=usage,
            headers=headers_to_pass(reply.headers),
            response_id=response_id,
            limits=limits_of(reply.headers),
        )

    @override
    async def stream(self, call: Call) -> AnswerStream:
        upstream = Upstream(call.deployment, self._endpoint)
        body = stream_body(
            call.fields,
            model=call.deployment.model,
            takes_stream_options=self._endpoint.takes_stream_options,
        )
        reply = await self._post(call, _CHAT, body=body, upstream=upstream)
        source: Source = reply
        kind = content_type_of(reply.headers)
        if kind == "application/json":  # the provider does not stream
            answer = await _read(reply, limit=LONGEST_ANSWER_BYTES, upstream=upstream)
            read_answer(answer, upstream=upstream)
            source = _Once(as_event(answer, upstream=upstream))
        elif kind not in _STREAM_TYPES:
            received = await _read(reply, limit=_LONGEST_ERROR_BYTES, upstream=upstream)
            raise upstream.garbled(f"{kind} for a stream", received=received)
        return EventStream(source, upstream=upstream, limits=limits_of(reply.headers))

    async def _whole(self, call: Call, operation: str) -> Answer:
        upstream = Upstream(call.deployment, self._endpoint)
        body = whole_body(call.fields, model=call.deployment.model)
        reply = await self._post(call, operation, body=body, upstream=upstream, wants_whole=True)
        answer = await _read(reply, limit=LONGEST_ANSWER_BYTES, upstream=upstream)
        said = read_answer(answer, upstream=upstream)
        return Answer(
            body=answer,
            usage=said.usage,
            service_tier=said.service_tier,
            headers=headers_to_pass(reply.headers),
            response_id=said.response_id,
            limits=limits_of(reply.headers),
        )

    async def _post(
        self,
        call: Call,
        operation: str,
        *,
        body: bytes,
        upstream: Upstream,
        wants_whole: bool = False,
    ) -> Reply:
        """The accepted reply. What fails is raised outside of `except`: no cause hangs on it."""
        if self._endpoint.needs_key and not self._endpoint.key:
            raise upstream.keyless()
        failure: RouterError
        try:
            reply = await self._carrier.post(
                self._target(operation, call=call),
                body=body,
                patience=call.patience,
                wants_whole=wants_whole,
            )
        except HttpFailure as lost:
            failure = upstream.after(lost)
        else:
            if reply.status == 200:
                return reply
            failure = await _refusal(reply, upstream=upstream)
        raise failure

    def _target(self, operation: str, *, call: Call) -> Target:
        model = call.deployment.model
        if call.passed is not None and not call.passed.is_json:  # each form has its own boundary
            headers = {**self._endpoint.headers(), "content-type": call.passed.content_type}
            return target_of(self._endpoint.url(operation, model=model), headers=headers)
        target = self._targets.get((operation, model))
        if target is None:
            url = self._endpoint.url(operation, model=model)
            target = target_of(url, headers=self._endpoint.headers())
            self._targets[operation, model] = target  # as many as the catalog has deployments
        return target


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


async def _refusal(reply: Reply, *, upstream: Upstream) -> RouterError:
    try:
        body = await _read(reply, limit=_LONGEST_ERROR_BYTES, upstream=upstream)
    except RouterError:
        body = b""  # the status says enough
    return upstream.refused(reply.status, body=body, headers=reply.headers)


async def _read(reply: Reply, *, limit: int, upstream: Upstream) -> bytes:
    """The whole body; cut off, and the connection closed, where it passes `limit`."""
    pieces: list[bytes] = []
    size = 0
    failure: RouterError
    try:
        while size < limit and (piece := await reply.read()):
            pieces.append(piece)
            size += len(piece)
    except HttpFailure as lost:
        failure = upstream.after(lost)
    except BaseException:  # cancelled: the provider must not go on for nobody
        await reply.aclose()
        raise
    else:
        if size >= limit:
            await reply.aclose()
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)
    if isinstance(failure, UpstreamBrokeOff):
        failure.received = b"".join(pieces)
    raise failure
