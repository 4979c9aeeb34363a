"""Was the very same asked before, and may that answer be given again?

Policy says where and for how long (`reuse_answers`). Answers are kept in memory, for one process,
and given to the key that they were made for, and to no other.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from router.core.chat import ChatRequest
from router.core.same_request import lasting, name_of_request
from router.core.upstream_limits import UpstreamLimits
from router.core.usage import Usage
from router.ports.provider import Answer
from router.services.journey import Journey, Reused

__all__ = ["KeptAnswer", "KeptStream", "ReuseAnswers"]

_AROUND_BYTES = 1_000
"""What an entry takes beside the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """One answer: its body, or the events of its stream."""

    decision_id: str
    cost_usd: Decimal
    until: datetime
    body: bytes
    usage_chunk: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def again(self, journey: Journey) -> Journey:
        """The journey of a request that is given this answer."""
        return replace(journey, reused=Reused(self.decision_id, self.cost_usd))

    @property
    def answer(self) -> Answer:
        """As a whole answer. Nothing was used for it."""
        return Answer(body=self.body, usage=Usage(), headers=self.headers)


class KeptStream:
    """Implements `AnswerStream`: all events of a kept answer at once."""

    service_tier: str | None = None

    def __init__(self, kept: KeptAnswer) -> None:
        self._events = kept.body
        self.usage: Usage | None = Usage()
        self.usage_chunk = kept.usage_chunk
        self.limits: UpstreamLimits | None = None

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


class ReuseAnswers:
    """The answers that were given last, up to `most_bytes` of them."""

    def __init__(self, *, key: bytes, most_bytes: int = 64_000_000) -> None:
        """`key` is that of fingerprints: no prompt is kept, only a name made under it."""
        self._key = key
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, KeptAnswer] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, journey: Journey, request: ChatRequest) -> KeptAnswer | None:
        """The answer to the same request of the same key, where policy permits one."""
        if journey.decided.reuse_answers is None or not request.may_reuse:
            return None
        name = self._name(journey, request)
        kept = self._kept.get(name)
        if kept is None:
            return None
        if kept.until <= journey.facts.at:
            self._forget(name)
            return None
        self._kept.move_to_end(name)
        return kept

    def keep(
        self,
        journey: Journey,
        request: ChatRequest,
        *,
        body: bytes,
        cost_usd: Decimal,
        usage_chunk: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep a complete answer, where policy permits that it is given again."""
        told = journey.decided.reuse_answers
        is_as_decided = journey.decided.deployment is journey.deployment
        size = len(body) + _AROUND_BYTES
        if told is None or not request.may_reuse or size > self._most_bytes // 8:
            return
        if not is_as_decided or journey.lowered_because is not None:  # less than was decided
            return
        name = self._name(journey, request)
        self._forget(name)
        self._kept[name] = KeptAnswer(
            decision_id=journey.decision_id,
            cost_usd=cost_usd,
            until=journey.facts.at + lasting(told.value.lasting),
            body=body,
            usage_chunk=usage_chunk,
            headers=dict(headers or {}),
        )
        self._bytes += size
        while self._bytes > self._most_bytes:
            self._forget(next(iter(self._kept)))

    def _forget(self, name: str) -> None:
        kept = self._kept.pop(name, None)
        if kept is not None:
            self._bytes -= len(kept.body) + _AROUND_BYTES

    def _name(self, journey: Journey, request: ChatRequest) -> str:
        made = journey.decided
        of = (
            journey.facts.caller.key_id,
            made.deployment.provider,
            made.deployment.name,
            str(made.max_output_tokens),
            str(made.reasoning_effort),
            journey.rulebook.catalog_version,
        )
        return name_of_request(request.fields, of=of, key=self._key)
