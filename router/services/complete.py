"""How does a chat request become an answer? Gather, decide, reserve, call, settle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from router.core.answer_text import answer_text, response_id_of, said_text
from router.core.call_fields import asked_service_tier
from router.core.chat import ChatRequest
from router.core.key import VirtualKey
from router.core.usage import Usage
from router.ports.provider import Answer, Call
from router.services.journey import Journey
from router.services.relay import Relay
from router.services.served import Learner, Served, show
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
    learners: Sequence[Learner] = ()
    """Who is shown each whole answer once it is booked."""

    async def __call__(self, request: ChatRequest, key: VirtualKey) -> Completed:
        """Answer `request` whole."""
        steps = self.steps
        begun = await self._begin(request, key)
        journey = begun.journey
        async with steps.settle.call(journey, prompt=partial(prompt_text, request)):
            answer = await steps.providers.of(journey.deployment).complete(begun.call)
        booking = self._book(journey, answer, request=request)
        completed = await (booking if answer.usage else uninterrupted(booking))
        if self.learners:
            self._show(completed, request, may_keep_text=begun.may_keep_text)
        return completed

    async def stream(self, request: ChatRequest, key: VirtualKey) -> Relay:
        """Open a streamed answer; the relay passes it on and books it."""
        steps = self.steps
        begun = await self._begin(request, key)
        journey = begun.journey
        async with steps.settle.call(journey, prompt=partial(prompt_text, request)):
            stream = await steps.providers.of(journey.deployment).stream(begun.call)
        return Relay(
            journey=journey,
            stream=stream,
            request=request,
            settle=steps.settle,
            learners=self.learners,
            may_keep_text=begun.may_keep_text,
        )

    async def _book(self, journey: Journey, answer: Answer, *, request: ChatRequest) -> Completed:
        settle, usage = self.steps.settle, answer.usage
        if usage is None:
            usage = await settle.estimate(
                prompt_text(request),
                answer_text(answer.body),
                service_tier=answer.service_tier,
            )
        response_id = response_id_of(answer.body)
        cost_usd = await settle(journey, usage, response_id=response_id)
        return Completed(journey=journey, answer=answer, usage=usage, cost_usd=cost_usd)

    async def _begin(self, request: ChatRequest, key: VirtualKey) -> "_Begun":
        steps = self.steps
        started_s = steps.clock.monotonic_s()
        facts = await steps.gather.chat(request, key)
        asked = asked_service_tier(request.fields)
        journey = await steps.reserve(
            replace(await steps.decide(facts, started_s=started_s), service_tier=asked),
            prompt=partial(prompt_text, request),
            service_tier=asked,
        )
        return _Begun(
            journey=journey,
            call=steps.call_of(journey, request.fields),
            may_keep_text=key.may_keep_text and request.may_keep_text,
        )

    def _show(self, completed: Completed, request: ChatRequest, *, may_keep_text: bool) -> None:
        served = Served(
            journey=completed.journey,
            request=request,
            cost_usd=completed.cost_usd,
            said=partial(said_text, completed.answer.body),
            may_keep_text=may_keep_text,
        )
        show(served, self.learners)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    journey: Journey
    call: Call
    may_keep_text: bool
