"""How does a chat request become an answer? Gather, decide, reserve, call, settle."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from router.core.answer_text import answer_text, response_id_of, said_text
from router.core.assessment import Assessment
from router.core.call_fields import asked_service_tier
from router.core.caller import Caller
from router.core.chat import ChatRequest
from router.core.errors import RouterError
from router.core.key import VirtualKey
from router.core.usage import Usage
from router.ports.provider import Answer
from router.services.given_again import Again, Followed, KeptStream
from router.services.in_step import in_step
from router.services.journey import Journey
from router.services.relay import Relay
from router.services.reuse_answers import Errand, ReuseAnswers
from router.services.served import Learner, Served, show
from router.services.steps import Steps
from router.services.steps.call_upstream import Asked
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
    reuse: ReuseAnswers | None = None
    """The answers that may be given again; None where none is kept."""
    wants_tips: Callable[[Caller], bool] = lambda caller: False
    """Who chose that answers carry a tip."""
    heard: Callable[[str, Assessment], None] = lambda key_id, assessment: None
    """Hears of each request once it is read, and refuses it where more important ones wait."""
    away: AbstractContextManager[None] = field(default_factory=nullcontext)
    """Entered while a request only waits for its provider."""

    async def __call__(self, request: ChatRequest, key: VirtualKey) -> Completed:
        """Answer `request` whole."""
        decided = await self._decided(request, key)
        found = await self._found(decided, request, key=key)
        if isinstance(found, Again):
            return await self._again(found.of(decided), found.answer)
        try:
            completed = await self._called(decided, request)
            if found is not None and not completed.usage.is_estimated:
                await found.done(
                    completed.journey,
                    body=completed.answer.body,
                    cost_usd=completed.cost_usd,
                    headers=completed.answer.headers,
                )
        except RouterError as error:
            if found is not None:
                found.end(error=error)
            raise
        finally:
            if found is not None:
                found.end()
        if self.learners:
            self._show(completed, request, may_keep_text=_may_keep_text(request, key))
        return completed

    async def stream(self, request: ChatRequest, key: VirtualKey) -> Relay:
        """Open a streamed answer; the relay passes it on and books it."""
        decided = await self._decided(request, key)
        found: Again | Followed | Errand | None = None
        if self.reuse is not None and self.reuse.applies(decided):
            may_keep = _may_keep_text(request, key)
            found = await self.reuse.find_stream(decided, request, may_keep=may_keep)
        if isinstance(found, Again | Followed):
            return self._given_again(found, decided, request=request)
        try:
            asked = _asked(request)
            journey = await self._reserved(decided, asked)
            with self.away:
                journey, stream = await self.steps.call.stream(journey, asked)
        except BaseException as error:
            if found is not None:
                found.end(error=error if isinstance(error, RouterError) else None)
            raise
        return Relay(
            journey=journey,
            stream=stream,
            request=request,
            settle=self.steps.settle,
            learners=self.learners,
            errand=found,
            may_keep_text=_may_keep_text(request, key),
        )

    async def _called(self, decided: Journey, request: ChatRequest) -> Completed:
        asked = _asked(request)
        journey = await self._reserved(decided, asked)
        with self.away:
            journey, answer = await self.steps.call.whole(journey, asked)
        booking = self._book(journey, answer, request=request)
        return await (booking if answer.usage else uninterrupted(booking))

    async def _found(
        self, decided: Journey, request: ChatRequest, *, key: VirtualKey
    ) -> Again | Errand | None:
        if self.reuse is None or not self.reuse.applies(decided):
            return None
        may_keep = _may_keep_text(request, key)
        return await self.reuse.find(decided, request, may_keep=may_keep)

    def _given_again(
        self, found: Again | Followed, decided: Journey, *, request: ChatRequest
    ) -> Relay:
        return Relay(
            journey=found.of(decided),
            stream=KeptStream(found.kept) if isinstance(found, Again) else found.stream,
            request=request,
            settle=self.steps.settle,
            following=found if isinstance(found, Followed) else None,
        )

    async def _again(self, journey: Journey, answer: Answer) -> Completed:
        usage = Usage()
        cost_usd = await uninterrupted(self.steps.settle(journey, usage))
        return Completed(journey=journey, answer=answer, usage=usage, cost_usd=cost_usd)

    async def _book(self, journey: Journey, answer: Answer, *, request: ChatRequest) -> Completed:
        settle, usage = self.steps.settle, answer.usage
        if usage is None:
            usage = await settle.estimate(
                prompt_text(request),
                answer_text(answer.body),
                service_tier=answer.service_tier,
            )
        response_id = answer.response_id or response_id_of(answer.body)
        cost_usd = await settle(journey, usage, response_id=response_id)
        return Completed(journey=journey, answer=answer, usage=usage, cost_usd=cost_usd)

    async def _decided(self, request: ChatRequest, key: VirtualKey) -> Journey:
        steps = self.steps
        started_s = steps.clock.monotonic_s()
        facts = await steps.gather.chat(request, key)
        self.heard(key.id, facts.assessment)
        decided = await steps.decide(facts, started_s=started_s, origin=request.origin)
        service_tier = asked_service_tier(request.fields)
        wants_tip = request.wants_tip or self.wants_tips(facts.caller)
        if service_tier is None and not wants_tip:  # as a rule
            return decided
        return replace(decided, service_tier=service_tier, wants_tip=wants_tip)

    async def _reserved(self, decided: Journey, asked: Asked) -> Journey:
        await in_step()
        return await self.steps.reserve(
            decided, prompt=asked.prompt, service_tier=decided.service_tier
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


def _asked(request: ChatRequest) -> Asked:
    return Asked(fields=request.fields, prompt=partial(prompt_text, request))


def _may_keep_text(request: ChatRequest, key: VirtualKey) -> bool:
    return key.may_keep_text and request.may_keep_text
