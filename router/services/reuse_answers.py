"""Was the very same asked before, or is it being asked now, and may that answer be given again?

Policy says where, for how long, and to whom else (`reuse_answers`, `reuse_similar`). Nothing of a
prompt is kept, only names made under a key.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from decimal import Decimal

from router.core.chat import ChatRequest
from router.core.directive import Effect
from router.core.effects import Reuse, ReuseSimilar, Sharing
from router.core.errors import RouterError
from router.core.finding import subjects_of
from router.core.gist import likeness
from router.core.kept_answer import KeptAnswer, is_complete
from router.core.same_request import (
    gist_of,
    is_settled,
    lasting,
    mark_of,
    name_of_request,
    sharers,
)
from router.ports.kept_answers import KeptAnswers
from router.services.flight import Ending, Flight
from router.services.given_again import Again, Followed, following, given_again
from router.services.journey import Found, Journey, Lowered
from router.services.lead_stream import Send, lead_stream

__all__ = ["Errand", "ReuseAnswers"]


@dataclass(frozen=True, slots=True)
class _Names:
    """Under which names an answer to one request is looked for and kept."""

    exact: str | None
    similar: str | None
    gist: tuple[int, ...] = ()


class Errand:
    """What a request that got no answer again owes to those who ask the same meanwhile.

    It must be ended, whatever happens; a second time does nothing.
    """

    def __init__(
        self, reuse: "ReuseAnswers", names: _Names, *, flight: Flight | None, keeps: bool
    ) -> None:
        self._reuse, self._names, self._keeps = reuse, names, keeps
        self._flight = flight

    async def lead(
        self, run: Callable[[Send], Coroutine[object, object, None]], send: Send
    ) -> None:
        """Run a stream to `send`: to its end where others follow it, also if its caller leaves."""
        if self._flight is None:
            await run(send)
        else:
            await lead_stream(run, send, flight=self._flight, going_on=self._reuse.going_on)

    def fail(self) -> None:
        """The stream breaks off: nobody must begin to follow it."""
        if self._flight is not None:
            self._flight.close()

    def begin(self, journey: Journey) -> Callable[[bytes], None] | None:
        """A stream has begun; what must hear its events, where others may follow it."""
        if self._flight is None or not self._keeps or not _is_as_decided(journey):
            return None
        self._flight.begin(journey.decision_id, at=journey.facts.at)
        return self._flight.tell

    async def done(
        self,
        journey: Journey,
        *,
        body: bytes,
        cost_usd: Decimal,
        is_stream: bool = False,
        usage_chunk: bytes | None = None,
        is_estimated: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep a complete answer, where policy permits that it is given again."""
        kept: KeptAnswer | None = None
        may_be_kept = self._keeps and not is_estimated and _is_as_decided(journey)
        if may_be_kept and is_complete(body):
            kept = KeptAnswer(
                decision_id=journey.decision_id,
                cost_usd=cost_usd,
                at=journey.facts.at,
                body=body,
                is_stream=is_stream,
                usage_chunk=usage_chunk,
                headers=dict(headers or {}),
                gist=self._names.gist,
                marks=self._reuse.marks_of(journey),
            )
            await self._reuse.keep(
                kept, journey, exact=self._names.exact, similar=self._names.similar
            )
        # Where nothing is kept, each of those who wait asks for itself, at once.
        self._end(kept, has_failed=kept is None, ending=Ending(cost_usd, usage_chunk, None))

    def end(self, *, error: RouterError | None = None) -> None:
        """Nobody need wait for this request any more; `error` is why, where it failed."""
        ending = None if error is None else Ending(error=error)
        self._end(None, has_failed=error is not None, ending=ending)

    def _end(self, kept: KeptAnswer | None, *, has_failed: bool, ending: Ending | None) -> None:
        if self._flight is not None:
            self._flight.land(kept, has_failed=has_failed, ending=ending)


class ReuseAnswers:
    """Finds answers that may be given again, and lets identical requests wait for one call."""

    def __init__(self, answers: KeptAnswers, *, key: bytes) -> None:
        """`key` is that of fingerprints."""
        self._answers = answers
        self._key = key
        self._flights: dict[str, Flight] = {}
        self.going_on: set[asyncio.Task[None]] = set()
        """Streams whose callers have left, and that others follow."""

    @staticmethod
    def applies(journey: Journey) -> bool:
        """Whether policy says anything of it: hardly any request pays for more than this."""
        made = journey.decided
        return made.reuse_answers is not None or made.reuse_similar is not None

    async def find(
        self, journey: Journey, request: ChatRequest, *, may_keep: bool = True
    ) -> Again | Errand:
        """The answer to the same request, or the errand of getting one.

        Args:
            journey: what was decided.
            request: the request.
            may_keep: whether its text may be kept at all; what may not is shared with nobody.
        """
        names = self._names(journey, request)
        while True:
            found = await self._look(journey, request, names=names, may_keep=may_keep)
            if not isinstance(found, Flight):
                return found
            landed = await self._landed(found, journey, request=request, names=names)
            if landed is not None:
                return landed

    async def find_stream(
        self, journey: Journey, request: ChatRequest, *, may_keep: bool = True
    ) -> Again | Followed | Errand:
        """The same for a stream, which can also follow one that is under way, as it comes."""
        names = self._names(journey, request)
        while True:
            found = await self._look(journey, request, names=names, may_keep=may_keep)
            if not isinstance(found, Flight):
                return found
            if (stream := await found.follow()) is not None:
                return following(found, journey, stream=stream)
            landed = await self._landed(found, journey, request=request, names=names)
            if landed is not None:
                return landed

    def marks_of(self, journey: Journey) -> tuple[str, ...]:
        """By what the answers to its caller are found when they are to be forgotten."""
        subjects = subjects_of(journey.facts.caller)
        return tuple(mark_of(one, key=self._key) for one in subjects)

    async def keep(
        self, kept: KeptAnswer, journey: Journey, *, exact: str | None, similar: str | None
    ) -> None:
        """Keep an answer under the names that policy permits."""
        made = journey.decided
        for name, told in ((exact, made.reuse_answers), (similar, made.reuse_similar)):
            if name is not None and told is not None:
                until = kept.at + lasting(told.value.lasting)
                await self._answers.put(name, kept, until=until)

    async def close(self) -> None:
        """End the streams that outlived their callers, and close what is open."""
        for task in (*self.going_on,):
            task.cancel()
        await asyncio.gather(*self.going_on, return_exceptions=True)
        await self._answers.close()

    async def _look(
        self, journey: Journey, request: ChatRequest, *, names: _Names, may_keep: bool
    ) -> Again | Errand | Flight:
        """What is kept, else whoever asks the same at this moment, else an errand."""
        keeps = may_keep and request.may_keep_answer
        if not request.may_reuse or not may_keep:
            return Errand(self, names, flight=None, keeps=keeps)
        again = await self._again(journey, request, names=names)
        if again is not None:
            return again
        if names.exact is None:
            return Errand(self, names, flight=None, keeps=keeps)
        flight = self._flights.get(names.exact)
        return flight or Errand(self, names, flight=self._begin(names.exact), keeps=keeps)

    async def _landed(
        self, flight: Flight, journey: Journey, *, request: ChatRequest, names: _Names
    ) -> Again | Errand | None:
        """What came of a call that was waited for; None where somebody else makes it anew."""
        kept = await flight.landed()
        again = given_again(kept, journey, request=request, found=Found.TOGETHER)
        if again is not None:
            return again
        if kept is None and not flight.has_failed:
            return None
        return Errand(self, names, flight=None, keeps=request.may_keep_answer)

    def _begin(self, name: str) -> Flight:
        flight = Flight(lambda: self._flights.pop(name, None))
        self._flights[name] = flight
        return flight

    async def _again(
        self, journey: Journey, request: ChatRequest, *, names: _Names
    ) -> Again | None:
        made = journey.decided
        told: Effect[Reuse] | Effect[ReuseSimilar] | None = made.reuse_answers
        if names.exact is not None and told is not None:
            kept = await self._fresh(journey, request, name=names.exact, lasts=told.value.lasting)
            again = given_again(kept, journey, request=request, found=Found.SAME)
            if again is not None:
                return again
        similar = made.reuse_similar
        if names.similar is not None and similar is not None:
            kept = await self._fresh(
                journey, request, name=names.similar, lasts=similar.value.lasting
            )
            if kept and likeness(kept.gist, names.gist) >= similar.value.similarity:
                return given_again(kept, journey, request=request, found=Found.SIMILAR)
        return None

    async def _fresh(
        self, journey: Journey, request: ChatRequest, *, name: str, lasts: str
    ) -> KeptAnswer | None:
        """What is kept under a name, unless it is older than policy or the caller accepts."""
        kept = await self._answers.get(name)
        if kept is None:
            return None
        age_s = (journey.facts.at - kept.at).total_seconds()
        most_s = lasting(lasts).total_seconds()
        if request.max_age_s is not None:
            most_s = min(most_s, request.max_age_s)
        return kept if age_s < most_s else None

    def _names(self, journey: Journey, request: ChatRequest) -> _Names:
        made = journey.decided
        exact: str | None = None
        told, similar = made.reuse_answers, made.reuse_similar
        if told is not None and (told.value.sampled or is_settled(request.fields)):
            exact = self._name(journey, request.fields, sharing=told.value.shared_by)
        if similar is None:
            return _Names(exact, None)
        gist = gist_of(request.fields, request.messages, key=self._key)
        if gist is None:
            return _Names(exact, None)
        fields, words = gist
        return _Names(exact, self._name(journey, fields, sharing=similar.value.shared_by), words)

    def _name(self, journey: Journey, fields: Mapping[str, bytes], *, sharing: Sharing) -> str:
        made = journey.decided
        of = (
            *sharers(sharing, journey.facts.caller),
            made.deployment.provider,
            made.deployment.name,
            str(made.max_output_tokens),
            str(made.reasoning_effort),
            journey.rulebook.catalog_version,
        )
        return name_of_request(fields, of=of, key=self._key)


def _is_as_decided(journey: Journey) -> bool:
    """Whether it is from the deployment that was decided, and no budget shortens it.

    Where callers name no length, a generous one is reserved, under each hard budget: that shortens
    hardly any answer, and one that it cuts off is not kept.
    """
    is_shortened = journey.lowered_because is Lowered.BUDGET
    return journey.decided.deployment is journey.deployment and not is_shortened
