"""How are providers reached that do not speak OpenAI's API? litellm translates; only here."""

import asyncio
import os
import sys
import warnings
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Protocol

from typing_extensions import override

from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.event_stream import EventStream, Source
from router.adapters.providers.http.waiting import Waiting
from router.adapters.providers.litellm_errors import translated_error
from router.adapters.providers.litellm_fields import fields_for_litellm
from router.adapters.providers.litellm_json import Dumpable, as_body, as_event
from router.adapters.providers.upstream_errors import Upstream
from router.adapters.providers.whole_answer import read_answer
from router.core.errors import RouterError, UpstreamMisconfigured
from router.ports.provider import Answer, AnswerStream, Call, Provider

__all__ = ["LiteLLM", "close_litellm"]

_OWN_SWITCHES: Mapping[str, object] = {"_skip_mcp_handler": True}
"""Its MCP gateway would let callers' tools reach servers, and cannot be loaded as installed."""

_GRACE_S = 5.0
"""Silence is measured here: litellm would report it as a failure of the provider."""


class LiteLLM(Provider):
    """Calls a provider through litellm, which is loaded when first needed (4 s, 160 MB)."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    @override
    async def complete(self, call: Call) -> Answer:
        return await self._whole("acompletion", call, asked=_OWN_SWITCHES)

    @override
    async def embed(self, call: Call) -> Answer:
        return await self._whole("aembedding", call, asked={})

    @override
    async def pass_on(self, call: Call) -> Answer:
        raise UpstreamMisconfigured(
            f"Deployment {call.deployment.name!r} makes or reads pictures, sound or verdicts, and "
            f"provider {call.deployment.provider!r} is not reached by OpenAI's API, in which these "
            "are passed on. Name a deployment of a provider that is, such as openai or azure."
        )

    @override
    async def stream(self, call: Call) -> AnswerStream:
        upstream = Upstream(call.deployment, self._endpoint)
        asked = {"stream": True, "stream_options": {"include_usage": True}, **_OWN_SWITCHES}
        waiting = Waiting(call.patience)
        chunks = await self._ask(
            "acompletion", call, upstream=upstream, asked=asked, waiting=waiting
        )
        source = _Chunks(chunks, upstream=upstream, waiting=waiting)
        return EventStream(source, upstream=upstream)

    async def _whole(self, function: str, call: Call, *, asked: Mapping[str, object]) -> Answer:
        upstream = Upstream(call.deployment, self._endpoint)
        response = await self._ask(
            function, call, upstream=upstream, asked=asked, waiting=Waiting(call.patience)
        )
        body = as_body(response, has_base64=call.fields.get("encoding_format") == b'"base64"')
        said = read_answer(body, upstream=upstream)
        return Answer(
            body=body,
            usage=said.usage,
            service_tier=said.service_tier,
            response_id=said.response_id,
        )

    async def _ask(
        self,
        function: str,
        call: Call,
        *,
        upstream: Upstream,
        asked: Mapping[str, object],
        waiting: Waiting,
    ) -> "_Response":
        if self._endpoint.needs_key and not self._endpoint.key:
            raise upstream.keyless()
        arguments = {**fields_for_litellm(call.fields, upstream=upstream), **self._own(call)}
        litellm = await asyncio.to_thread(_load)
        failure: RouterError
        try:
            async with asyncio.timeout_at(waiting.until_s()):
                answer: _Response = await getattr(litellm, function)(**arguments, **asked)
                return answer
        except _errors() as error:
            failure = translated_error(error, upstream=upstream, late=waiting.late())
        raise failure  # outside of `except`: litellm's exceptions hold the request and its key

    def _own(self, call: Call) -> dict[str, object]:
        """What is ours to say. No retries: whether to try again is not litellm's to decide."""
        own: dict[str, object] = {
            "model": f"{call.deployment.provider}/{call.deployment.model}",
            "timeout": max(call.patience.first_byte_s, call.patience.between_s) + _GRACE_S,
            "num_retries": 0,
            "max_retries": 0,
            "drop_params": False,
        }
        addressed = {
            "api_key": self._endpoint.key,
            "api_base": self._endpoint.base_url,
            "api_version": self._endpoint.api_version,
        }
        return own | {name: value for name, value in addressed.items() if value}


class _Response(Dumpable, Protocol):
    """A whole answer, or a stream of chunks."""

    async def __anext__(self) -> Dumpable: ...

    async def aclose(self) -> None: ...


class _Chunks(Source):
    """litellm's chunks as server-sent events."""

    def __init__(self, chunks: _Response, *, upstream: Upstream, waiting: Waiting) -> None:
        self._chunks: _Response | None = chunks
        self._upstream = upstream
        self._waiting = waiting

    @override
    async def read(self) -> bytes:
        if self._chunks is None:
            return b""
        failure: RouterError
        try:
            async with asyncio.timeout_at(self._waiting.until_s()):
                event = as_event(await anext(self._chunks))
        except StopAsyncIteration:
            await self.aclose()
            return b"data: [DONE]\n\n"
        except _errors() as error:
            failure = translated_error(error, upstream=self._upstream, late=self._waiting.late())
        else:
            self._waiting.heard()
            return event
        raise failure

    @override
    async def finish(self) -> None:
        await self.aclose()

    @override
    async def aclose(self) -> None:
        # Of most providers' streams litellm closes only its own wrapper; the connection is closed
        # once nothing refers to them any more, so no reference may be kept here.
        chunks, self._chunks = self._chunks, None
        if chunks is not None:
            await chunks.aclose()


async def close_litellm() -> None:
    """Close litellm's connections and stop its background task, where it was ever loaded."""
    if "litellm" not in sys.modules:
        return
    from litellm.litellm_core_utils.logging_worker import GLOBAL_LOGGING_WORKER

    await _load().close_litellm_async_clients()
    await GLOBAL_LOGGING_WORKER.stop()


@cache
def _load() -> ModuleType:
    # Without this litellm fetches its price list from the network while it is imported.
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    # Its own types make pydantic complain on every operator's terminal.
    warnings.filterwarnings("ignore", r"Item '\w+' on TypedDict class", UserWarning)
    import litellm

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.disable_streaming_logging = True
    litellm.turn_off_message_logging = True
    litellm.drop_params = False
    for callbacks in ("callbacks", "success_callback", "failure_callback", "input_callback"):
        setattr(litellm, callbacks, [])
    module: ModuleType = litellm
    return module


@cache
def _errors() -> tuple[type[Exception], ...]:
    """What litellm raises: OpenAI's exceptions, and where it stumbles itself, Python's own."""
    from openai import OpenAIError

    stumbles = (ValueError, TypeError, LookupError, AttributeError, RuntimeError, ImportError)
    return (OpenAIError, OSError, AssertionError, *stumbles)
