"""Who answers while no provider key is configured? Nobody: and the answer says so."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass

from typing_extensions import override

from router.adapters.providers.endpoint import Endpoint
from router.adapters.providers.http.waiting import Waiting
from router.adapters.providers.simulation.answer import Choice, choices_for
from router.adapters.providers.simulation.embeddings import embed
from router.adapters.providers.simulation.format import Envelope, chunks_of, usage_chunk, whole
from router.adapters.providers.simulation.media import media_answer
from router.adapters.providers.simulation.request import (
    SimulatedEmbedding,
    SimulatedRequest,
    read_request,
)
from router.adapters.providers.upstream_errors import Upstream
from router.core.deployment import Deployment
from router.core.tier import Tier
from router.core.upstream_limits import UpstreamLimits
from router.core.usage import Usage
from router.ports.provider import Answer, AnswerStream, Call, Provider, passed_by
from router.ports.tokens import TokenCounter

__all__ = ["Simulated"]

_JITTER = 0.2
_NOWHERE = Endpoint(provider="simulated", base_url="")


@dataclass(frozen=True, slots=True)
class _Pace:
    first_token_s: float
    tokens_per_s: float


_PACES: Mapping[Tier, _Pace] = {
    Tier.ECONOMY: _Pace(0.25, 160),
    Tier.STANDARD: _Pace(0.45, 90),
    Tier.PREMIUM: _Pace(0.9, 60),
}
"""Roughly what hosted models of these classes did in 2026."""


class Simulated(Provider):
    """Calls no model. Usage, latency, formats, tools and limits are as with a real one."""

    def __init__(self, counter: TokenCounter, *, speed: float = 1.0) -> None:
        self._counter = counter
        self._speed = speed
        """How many times faster than a real model; 0: no waiting at all."""

    @override
    async def complete(self, call: Call) -> Answer:
        planned = self._plan(call)
        tokens = planned.usage.output_tokens
        await _pause(planned.first_token_s + tokens * planned.token_s, planned=planned)
        body = whole(planned.envelope, planned.choices, usage=planned.usage)
        return Answer(body=body, usage=planned.usage)

    @override
    async def stream(self, call: Call) -> AnswerStream:
        planned = self._plan(call)
        await _pause(planned.first_token_s, planned=planned)
        planned.waiting.heard()
        return _SimulatedStream(planned)

    @override
    async def embed(self, call: Call) -> Answer:
        request = read_request(call, SimulatedEmbedding)
        await asyncio.sleep(self._waiting(0.05))
        body, usage = embed(request, model=call.deployment.model, counter=self._counter)
        return Answer(body=body, usage=usage)

    @override
    async def pass_on(self, call: Call) -> Answer:
        await asyncio.sleep(self._waiting(0.3))
        return media_answer(passed_by(call), model=call.deployment.model)

    def _plan(self, call: Call) -> "_Planned":
        request = read_request(call, SimulatedRequest)
        choices = choices_for(request, call.deployment)
        pace = _PACES[call.deployment.tier]
        jitter = 1 + _JITTER * (request.digest(salt=call.deployment.name) % 2001 / 1000 - 1)
        return _Planned(
            upstream=Upstream(call.deployment, _NOWHERE),
            waiting=Waiting(call.patience),
            envelope=_envelope(request, call.deployment),
            choices=choices,
            usage=Usage(
                input_tokens=request.input_tokens(self._counter),
                output_tokens=sum(choice.output_tokens for choice in choices),
            ),
            first_token_s=self._waiting(pace.first_token_s * jitter),
            token_s=self._waiting(jitter / pace.tokens_per_s),
        )

    def _waiting(self, seconds: float) -> float:
        return seconds / self._speed if self._speed else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    upstream: Upstream
    waiting: Waiting
    envelope: Envelope
    choices: list[Choice]
    usage: Usage
    first_token_s: float
    token_s: float


async def _pause(seconds: float, *, planned: _Planned) -> None:
    """Sleep as a model would think, and no longer than the caller waits for it."""
    left_s = planned.waiting.until_s() - asyncio.get_running_loop().time()
    await asyncio.sleep(min(seconds, max(left_s, 0.0)))
    if seconds > left_s:
        raise planned.upstream.too_slow(planned.waiting.late())


class _SimulatedStream:
    def __init__(self, planned: _Planned) -> None:
        self.limits: UpstreamLimits | None = None
        self.usage: Usage | None = None
        self.usage_chunk: bytes | None = None
        self._planned = planned
        self._chunks: Iterator[tuple[bytes, str]] = chunks_of(planned.envelope, planned.choices)
        self._texts: list[str] = []
        self._is_closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        event, text = next(self._chunks, (b"", ""))
        if not event:
            self._end()
            raise StopAsyncIteration
        await _pause(self._planned.token_s, planned=self._planned)
        self._texts.append(text)
        return event

    def received_text(self) -> str:
        return "".join(self._texts)

    def received_reasoning(self) -> str:
        return ""

    @property
    def service_tier(self) -> str | None:
        return None

    async def aclose(self) -> None:
        self._chunks = iter(())
        self._is_closed = True

    def _end(self) -> None:
        if not self._is_closed:
            self.usage = self._planned.usage
            self.usage_chunk = usage_chunk(self._planned.envelope, self._planned.usage)


def _envelope(request: SimulatedRequest, deployment: Deployment) -> Envelope:
    return Envelope(
        id=f"chatcmpl-simulated-{request.digest(salt=deployment.model):016x}",
        created=int(time.time()),
        model=deployment.model,
        top_logprobs=(request.top_logprobs or 0) if request.logprobs else None,
    )
