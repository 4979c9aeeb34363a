"""How does a chat request become an answer? Authenticate, gather, decide, call, settle."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from router.core.answer_text import answer_text
from router.core.chat import ChatRequest
from router.core.usage import Usage
from router.ports.provider import Answer, Call
from router.services.journey import Journey
from router.services.relay import Relay
from router.services.steps import Steps
from router.services.steps.gather import prompt_text
from router.services.uninterrupted import uninterrupted

__all__ = ["Complete", "Completed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A whole answer, booked."""

    journey: Journey
    answer: Answer
    usage: Usage
    cost_usd: Decimal


@dataclass(frozen=True, slots=True)
class Complete:
    """The main use case. Whatever happens after the decision ends in a ledger entry."""

    steps: Steps

    async def __call__(self, request: ChatRequest, secret: str | None) -> Completed:
        """Answer `request` whole."""
        steps = self.steps
        journey, call = await self._begin(request, secret)
        async with steps.settle.call(journey, prompt=partial(prompt_text, request)):
            answer = await steps.providers.of(journey.deployment).complete(call)
        booking = self._book(journey, answer, request=request)
        return await (booking if answer.usage else uninterrupted(booking))

    async def stream(self, request: ChatRequest, secret: str | None) -> Relay:
        """Open a streamed answer; the relay passes it on and books it."""
        steps = self.steps
        journey, call = await self._begin(request, secret)
        async with steps.settle.call(journey, prompt=partial(prompt_text, request)):
            stream = await steps.providers.of(journey.deployment).stream(call)
        return Relay(journey=journey, stream=stream, request=request, settle=steps.settle)

    async def _book(self, journey: Journey, answer: Answer, *, request: ChatRequest) -> Completed:
        settle, usage = self.steps.settle, answer.usage
        if usage is None:
            usage = await settle.estimate(prompt_text(request), answer_text(answer.body))
        cost_usd = await settle(journey, usage)
        return Completed(journey=journey, answer=answer, usage=usage, cost_usd=cost_usd)

    async def _begin(self, request: ChatRequest, secret: str | None) -> tuple[Journey, Call]:
        steps = self.steps
        started_s = steps.clock.monotonic_s()
        key = await steps.authenticate(secret)
        facts = await steps.gather.chat(request, key)
        journey = await steps.decide(facts, started_s=started_s)
        return journey, steps.call_of(journey, request.fields)
