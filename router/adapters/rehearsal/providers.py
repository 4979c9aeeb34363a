"""Who answers in a simulation? Providers that take their time, bill by their tokens, and fail."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import msgspec
from typing_extensions import override

from router.core.deployment import Deployment
from router.core.errors import UpstreamFailed, UpstreamRejected
from router.core.simulation.event import INPUT_FIELD, OUTPUT_FIELD, Outage
from router.core.tier import Tier
from router.core.usage import Usage
from router.ports.provider import Answer, AnswerStream, Call, Provider, Providers

__all__ = ["RehearsedProviders"]

_FIRST_TOKEN_S = {Tier.ECONOMY: 0.25, Tier.STANDARD: 0.45, Tier.PREMIUM: 0.9}
_TOKENS_PER_S = {Tier.ECONOMY: 160.0, Tier.STANDARD: 90.0, Tier.PREMIUM: 60.0}
"""Roughly what hosted models of these classes did in 2026."""
_FAILS_AFTER_S = 2.0
_BODY = (
    b'{"id":"chatcmpl-rehearsed","object":"chat.completion","created":0,"model":"rehearsed",'
    b'"choices":[{"index":0,"message":{"role":"assistant","content":"[simulated by Tierwise]"},'
    b'"finish_reason":"stop"}]}'
)


class RehearsedProviders(Providers, Provider):
    """All providers in one. What the caller said of the answer's length is what it bills."""

    def __init__(
        self,
        *,
        now_s: Callable[[], float],
        until: Callable[[float], Awaitable[None]],
        outages: Sequence[Outage] = (),
    ) -> None:
        """`until` returns at the moment that it is told, on the same clock as `now_s`."""
        self._now_s = now_s
        self._until = until
        self._outages = outages

    @override
    def of(self, deployment: Deployment) -> Provider:
        return self

    @override
    async def complete(self, call: Call) -> Answer:
        started_s, target = self._now_s(), call.deployment
        if any(one.covers(target.tier, at_s=started_s) for one in self._outages):
            await self._until(started_s + _FAILS_AFTER_S)
            raise UpstreamFailed(f"{target.provider} answered 503: it is overloaded.")
        usage = _usage(call)
        lasts_s = usage.output_tokens / _TOKENS_PER_S[target.tier]
        await self._until(started_s + _FIRST_TOKEN_S[target.tier] + lasts_s)
        return Answer(body=_BODY, usage=usage)

    @override
    async def stream(self, call: Call) -> AnswerStream:
        raise _not_rehearsed("streams")

    @override
    async def embed(self, call: Call) -> Answer:
        raise _not_rehearsed("embeddings")

    @override
    async def pass_on(self, call: Call) -> Answer:
        raise _not_rehearsed("pictures and sound")

    @override
    async def close(self) -> None:
        """There is no connection."""


@dataclass(frozen=True, slots=True)
class _Told:
    input_tokens: int
    output_tokens: int


def _usage(call: Call) -> Usage:
    told = _Told(_number(call, INPUT_FIELD) or 1, _number(call, OUTPUT_FIELD) or 1)
    limits = (_number(call, name) for name in ("max_completion_tokens", "max_tokens"))
    limit = min((one for one in limits if one is not None), default=told.output_tokens)
    return Usage(input_tokens=told.input_tokens, output_tokens=min(told.output_tokens, limit))


def _number(call: Call, name: str) -> int | None:
    written = call.fields.get(name)
    return None if written is None else msgspec.json.decode(written, type=int | None)


def _not_rehearsed(noun: str) -> UpstreamRejected:
    return UpstreamRejected(
        f"Simulated providers give no {noun}.", upstream_status=400, upstream_body=b"{}"
    )
