"""How is an answer given that was made for another request, or is being made for it?"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from router.core.chat import ChatRequest
from router.core.kept_answer import KeptAnswer
from router.core.upstream_limits import UpstreamLimits
from router.core.usage import Usage
from router.ports.provider import Answer
from router.services.flight import Flight, FollowedStream
from router.services.journey import Found, Journey, Reused

__all__ = ["Again", "Followed", "KeptStream", "following", "given_again"]


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
class Followed:
    """A stream under way that is read by one more caller."""

    stream: FollowedStream
    flight: Flight
    begun: Reused

    def of(self, journey: Journey) -> Journey:
        """The journey of a request that follows it."""
        return replace(journey, reused=self.begun)

    def ended(self, journey: Journey) -> Journey:
        """The same once it has ended, and what it cost is known."""
        return replace(journey, reused=replace(self.begun, saved_usd=self.flight.ending.cost_usd))


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


def given_again(
    kept: KeptAnswer | None, journey: Journey, *, request: ChatRequest, found: Found
) -> Again | None:
    """What is kept, as a stream or whole; None where that cannot be told, or nothing is kept."""
    told = None if kept is None else kept.told(as_stream=request.is_streamed)
    if kept is None or told is None:
        return None
    age_s = _age_s(journey, since=kept.at)
    return Again(told, Reused(kept.decision_id, kept.cost_usd, found, age_s))


def following(flight: Flight, journey: Journey, *, stream: FollowedStream) -> Followed:
    """A stream under way, for one more caller."""
    at = journey.facts.at if flight.at is None else flight.at
    begun = Reused(flight.decision_id or "", None, Found.TOGETHER, _age_s(journey, since=at))
    return Followed(stream, flight, begun)


def _age_s(journey: Journey, *, since: datetime) -> int:
    return max(0, int((journey.facts.at - since).total_seconds()))
