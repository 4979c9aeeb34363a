"""Was the very same asked before, or is it being asked now, and may that answer be given again?

Policy says where, for how long, and to whom else (`reuse_answers`, `reuse_similar`). Nothing of a
prompt is kept, only names made under a key.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from router.core.chat import ChatRequest
from router.core.directive import Effect
from router.core.effects import Reuse, ReuseSimilar, Sharing
from router.core.gist import likeness
from router.core.kept_answer import KeptAnswer, is_complete
from router.core.same_request import gist_of, is_settled, lasting, name_of_request, sharers
from router.core.upstream_limits import UpstreamLimits
from router.core.usage import Usage
from router.ports.kept_answers import KeptAnswers
from router.ports.provider import Answer
from router.services.flight import Flight
from router.services.journey import Found, Journey, Reused

__all__ = ["Again", "Errand", "KeptStream", "ReuseAnswers"]


@dataclass(frozen=True, slots=True)
class Again:
    """An answer that is given again."""

    kept: KeptAnswer
    reused: Reused

    def of(self, journey: Journey) -> Journey:
        """The journey of a request that is given this answer."""
        return replace(journey, reused=self.reused)

    @property
    def answer(self) -> Answer:
        """As a whole answer. Nothing was used for it."""
        return Answer(body=self.kept.body, usage=Usage(), headers=self.kept.headers)


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
        self, answers: KeptAnswers, names: _Names, *, flight: Flight | None, keeps: bool
    ) -> None:
        self._answers, self._names, self._keeps = answers, names, keeps
        self.flight = flight

    async def done(
        self,
        journey: Journey,
        *,
        body: bytes,
        cost_usd: Decimal,
        usage_chunk: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep a complete answer, where policy permits that it is given again."""
        kept: KeptAnswer | None = None
        is_as_decided = journey.decided.deployment is journey.deployment
        if self._keeps and is_as_decided and journey.lowered_because is None and is_complete(body):
            kept = KeptAnswer(
                decision_id=journey.decision_id,
                cost_usd=cost_usd,
                at=journey.facts.at,
                body=body,
                usage_chunk=usage_chunk,
                headers=dict(headers or {}),
                gist=self._names.gist,
            )
            await self._keep(journey, kept)
        self.end(kept, has_failed=kept is None)  # each of those who wait asks for itself, at once

    def end(self, kept: KeptAnswer | None = None, *, has_failed: bool = False) -> None:
        """Nobody need wait for this request any more."""
        if self.flight is not None:
            self.flight.land(kept, has_failed=has_failed)

    async def _keep(self, journey: Journey, kept: KeptAnswer) -> None:
        made = journey.decided
        for name, told in (
            (self._names.exact, made.reuse_answers),
            (self._names.similar, made.reuse_similar),
        ):
            if name is not None and told is not None:
                until = kept.at + lasting(told.value.lasting)
                await self._answers.put(name, kept, until=until)


class ReuseAnswers:
    """Finds answers that may be given again, and lets identical requests wait for one call."""

    def __init__(self, answers: KeptAnswers, *, key: bytes) -> None:
        """`key` is that of fingerprints."""
        self._answers = answers
        self._key = key
        self._flights: dict[str, Flight] = {}

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
        keeps = may_keep and request.may_keep_answer
        if not request.may_reuse or not may_keep:
            return Errand(self._answers, names, flight=None, keeps=keeps)
        while True:
            again = await self._again(journey, request, names=names)
            if again is not None:
                return again
            if names.exact is None:
                return Errand(self._answers, names, flight=None, keeps=keeps)
            flight = self._flights.get(names.exact)
            if flight is None:
                return Errand(self._answers, names, flight=self._begin(names.exact), keeps=keeps)
            kept = await flight.landed()
            if kept is not None:
                return _again(kept, journey, found=Found.TOGETHER)
            if flight.has_failed:
                return Errand(self._answers, names, flight=None, keeps=keeps)

    async def clear(self) -> int:
        """Forget all answers; how many there were."""
        return await self._answers.clear()

    async def close(self) -> None:
        """Close what is open."""
        await self._answers.close()

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
            if kept is not None:
                return _again(kept, journey, found=Found.SAME)
        similar = made.reuse_similar
        if names.similar is not None and similar is not None:
            kept = await self._fresh(
                journey, request, name=names.similar, lasts=similar.value.lasting
            )
            if kept and likeness(kept.gist, names.gist) >= similar.value.similarity:
                return _again(kept, journey, found=Found.SIMILAR)
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


class KeptStream:
    """Implements `AnswerStream`: all events of a kept answer at once."""

    service_tier: str | None = None
    limits: UpstreamLimits | None = None

    def __init__(self, kept: KeptAnswer) -> None:
        self._events = kept.body
        self.usage: Usage | None = Usage()
        self.usage_chunk = kept.usage_chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The events."""
        yield self._events

    def received_text(self) -> str:
        """Nothing was generated."""
        return ""

    def received_reasoning(self) -> str:
        """Nothing was generated."""
        return ""

    async def aclose(self) -> None:
        """There is no connection."""


def _again(kept: KeptAnswer, journey: Journey, *, found: Found) -> Again:
    age_s = max(0, int((journey.facts.at - kept.at).total_seconds()))
    return Again(kept, Reused(kept.decision_id, kept.cost_usd, found, age_s))
