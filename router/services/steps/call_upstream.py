"""How is a decision carried out, although providers fail? Try, try again, try elsewhere.

Each try is a call of its own in the books: it has a hold, a quote at its deployment's price and a
ledger entry, all under the same decision. What fails is booked before the next try begins.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Generic, Protocol, TypeVar

from router.core.answer_text import answer_text
from router.core.call_fields import call_fields
from router.core.deployment import Deployment, Kind
from router.core.effects import Failover
from router.core.errors import RouterError, UpstreamRejected
from router.core.failover import Trail, next_try, stand_ins
from router.core.ledger import Outcome
from router.core.media import Passed
from router.core.patience import Patience, patience_of
from router.core.upstream_limits import UpstreamLimits
from router.core.usage import Usage
from router.ports.clock import Clock
from router.ports.health import Health
from router.ports.provider import Answer, Call, Provider, Providers
from router.services.begun_stream import BegunStream
from router.services.journey import Journey
from router.services.retry_budget import RetryBudget
from router.services.steps.hedge import sooner
from router.services.steps.reserve import Reserve
from router.services.steps.settle import Settle

__all__ = ["Asked", "CallUpstream"]


class _Answered(Protocol):
    @property
    def limits(self) -> UpstreamLimits | None: ...
    @property
    def usage(self) -> Usage | None: ...
    @property
    def service_tier(self) -> str | None: ...
    @property
    def response_id(self) -> str | None: ...


T = TypeVar("T", bound=_Answered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked, whoever answers it."""

    fields: Mapping[str, bytes]
    prompt: Callable[[], str]
    """All text that the provider reads; put together only where it must be counted."""
    passed: Passed | None = None


@dataclass(frozen=True, slots=True)
class _Way(Generic[T]):
    """One way of asking a provider: for a whole answer, vectors, a stream."""

    ask: Callable[[Provider, Call], Awaitable[T]]
    end: Callable[[T], Awaitable[str]]
    """Ends what is left of an answer that nobody wants any more; returns its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallUpstream:
    """Calls the deployment that was decided on, and whoever stands in for it."""

    reserve: Reserve
    settle: Settle
    providers: Providers
    clock: Clock
    retries: RetryBudget
    timeout_s: float
    usual: Failover
    """What holds where policy says nothing."""
    health: Health | None = None
    draw: Callable[[], float] = random.random

    async def whole(self, journey: Journey, asked: Asked) -> tuple[Journey, Answer]:
        """A whole answer, and the journey of the try that it came from; its hold is still open.

        Raises:
            RouterError: no try succeeded; it is that of the last one, and each is booked.
        """
        return await self._tried(journey, asked, way=_WHOLE)

    async def vectors(self, journey: Journey, asked: Asked) -> tuple[Journey, Answer]:
        """The same for embeddings, which only another deployment of the same model may make."""
        return await self._tried(journey, asked, way=_VECTORS)

    async def passed(self, journey: Journey, asked: Asked) -> tuple[Journey, Answer]:
        """The same for what is passed on, to deployments of the same model too."""
        return await self._tried(journey, asked, way=_PASSED)

    async def stream(self, journey: Journey, asked: Asked) -> tuple[Journey, BegunStream]:
        """The same for a stream, once its first events are here."""
        return await self._tried(journey, asked, way=_STREAM)

    async def once(self, journey: Journey, asked: Asked) -> Answer:
        """A whole answer in one try, with nobody standing in; raises `RouterError` like `whole`."""
        _, answer = await self._once(journey, asked, way=_WHOLE)
        return answer

    async def _tried(self, journey: Journey, asked: Asked, *, way: _Way[T]) -> tuple[Journey, T]:
        self.retries.request()
        tried: list[Deployment] = []
        while True:
            tried.append(journey.deployment)
            try:
                journey, answer = await self._soonest(journey, asked, way=way, tried=tried)
            except RouterError as error:
                held = await self._held_again(journey, asked, error=error, tried=tried)
                if held is None:
                    if len(tried) > 1:
                        names = ", ".join(one.name for one in tried)
                        error.details.setdefault("attempts", names)
                    raise
                journey = _counted(held, len(tried) + 1)
            else:
                return _counted(journey, len(tried)), answer

    def _call_of(self, journey: Journey, asked: Asked) -> Call:
        made = journey.decision
        told = made.timeouts if made else None
        if told is None:
            patience = _usual_patience(self.timeout_s)
        else:
            patience = patience_of(told.value, longest_s=self.timeout_s)
        if patience.total_s is not None:
            left_s = patience.total_s - self._elapsed_s(journey)
            patience = replace(patience, total_s=max(left_s, 0.001))
        return Call(
            deployment=journey.deployment,
            fields=asked.fields if made is None else call_fields(asked.fields, made),
            patience=patience,
            passed=asked.passed,
        )

    async def _once(self, journey: Journey, asked: Asked, *, way: _Way[T]) -> tuple[Journey, T]:
        """One try; what fails is booked.

        Raises:
            RouterError: it failed.
        """
        called_s = self.clock.monotonic_s()
        call = self._call_of(journey, asked)
        try:
            answer = await way.ask(self.providers.of(journey.deployment), call)
        except RouterError as error:
            await self.settle.failure(journey, error, prompt=asked.prompt())
            raise
        except asyncio.CancelledError:
            await self.settle.abandoned(journey, prompt=asked.prompt())
            raise
        if self.health is not None:
            self.health.answered(journey.deployment, after_s=self.clock.monotonic_s() - called_s)
            limits = answer.limits
            if limits is not None and limits.is_used_up and limits.resets_in_s:
                self.health.rest(journey.deployment, limits.resets_in_s)
        return journey, answer

    async def _soonest(
        self, journey: Journey, asked: Asked, *, way: _Way[T], tried: list[Deployment]
    ) -> tuple[Journey, T]:
        """One try or, where policy hedges and the first is slow, the better of two."""
        first = self._once(journey, asked, way=way)
        hedge = journey.decided.hedge
        if hedge is None or len(tried) > 1:
            return await first
        return await sooner(
            first,
            partial(self._second, journey, asked, way=way, tried=tried),
            after_s=hedge.value.after_ms / 1_000,
            discard=partial(self._discard, asked, way=way),
        )

    async def _second(
        self, journey: Journey, asked: Asked, *, way: _Way[T], tried: list[Deployment]
    ) -> Coroutine[object, object, tuple[Journey, T]] | None:
        """The second call; None where nobody may take it, or there is no money for two."""
        well, _ = self._stand_ins(journey, tried)
        other = next(iter(well), None)
        if other is None:
            return None
        try:
            held = await self.reserve.again(journey, other, prompt=asked.prompt)
        except RouterError:  # the first call is still under way, and may well succeed
            return None
        if held is None:
            return None
        tried.append(other)
        return self._once(_counted(held, len(tried)), asked, way=way)

    async def _discard(self, asked: Asked, result: tuple[Journey, T], *, way: _Way[T]) -> None:
        """Book an answer that came too late to be of use."""
        journey, answer = result
        said = await way.end(answer)
        usage = answer.usage or await self.settle.estimate(
            asked.prompt(), said, service_tier=answer.service_tier
        )
        await self.settle(journey, usage, outcome=Outcome.CANCELLED, response_id=answer.response_id)

    async def _held_again(
        self, journey: Journey, asked: Asked, *, error: RouterError, tried: Sequence[Deployment]
    ) -> Journey | None:
        """The journey of the next try, with its hold; None where there is none."""
        told = journey.decided.timeouts
        well, ill = self._stand_ins(journey, tried)
        trail = Trail(
            told=self._told(journey),
            tried=tuple(tried),
            left=well,
            ill=ill,
            elapsed_s=self._elapsed_s(journey),
            total_s=told.value.total_s if told else None,
            may_repeat=self.retries.may_repeat(),
        )
        again = next_try(error, trail, draw=self.draw())
        if again is None:
            return None
        if again.pause_s:
            await asyncio.sleep(again.pause_s)
        chosen = again.deployment
        if chosen is tried[-1] or chosen in ill:
            self.retries.repeat()
        others = [one for one in well if one is not chosen]
        if isinstance(error, UpstreamRejected):  # not every other one takes such a long input
            others = []
        for one in (chosen, *others):
            held = await self.reserve.again(journey, one, prompt=asked.prompt)
            if held is not None:
                return held
        return None

    def _stand_ins(
        self, journey: Journey, tried: Sequence[Deployment]
    ) -> tuple[tuple[Deployment, ...], tuple[Deployment, ...]]:
        """Who may still stand in: those that are well at present, and those that fail."""
        made, told = journey.decided, self._told(journey)
        failing = self.health.failing() if self.health else ()
        others = [one for one in (made.deployment, *made.fallbacks) if one not in tried]
        if journey.facts.request.kind is not Kind.CHAT:  # what another makes does not match
            others = [one for one in others if one.model == made.deployment.model]
        every = stand_ins(told, made.deployment, others=others)
        well = stand_ins(told, made.deployment, others=others, failing=failing)
        return well, tuple(one for one in every if one not in well)

    def _told(self, journey: Journey) -> Failover:
        told = journey.decided.failover
        return told.value if told else self.usual

    def _elapsed_s(self, journey: Journey) -> float:
        return self.clock.monotonic_s() - journey.started_s


@cache
def _usual_patience(longest_s: float) -> Patience:
    return patience_of(None, longest_s=longest_s)


async def _complete(provider: Provider, call: Call) -> Answer:
    return await provider.complete(call)


async def _embed(provider: Provider, call: Call) -> Answer:
    return await provider.embed(call)


async def _pass_on(provider: Provider, call: Call) -> Answer:
    return await provider.pass_on(call)


async def _begin(provider: Provider, call: Call) -> BegunStream:
    return await BegunStream.of(await provider.stream(call))


async def _text_of(answer: Answer) -> str:
    return answer_text(answer.body)


async def _end_of(stream: BegunStream) -> str:
    await stream.aclose()
    return stream.received_text()


_WHOLE = _Way(_complete, _text_of)
_VECTORS = _Way(_embed, _text_of)
_PASSED = _Way(_pass_on, _text_of)
_STREAM = _Way(_begin, _end_of)


def _counted(journey: Journey, tries: int) -> Journey:
    return replace(journey, attempts=tries) if tries > 1 else journey
