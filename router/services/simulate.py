"""How is a planned month sent through the service, request by request?"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol

import msgspec

from router.core.caller import Attribution
from router.core.chat import ChatRequest
from router.core.deployment import Deployment
from router.core.errors import ApprovalRequired, RouterError, UpstreamFailed
from router.core.feedback import Verdict
from router.core.key import VirtualKey
from router.core.ledger import DecisionRecord
from router.core.price import cost_of
from router.core.simulation.draw import Draw
from router.core.simulation.ending import Ending
from router.core.simulation.event import INPUT_FIELD, OUTPUT_FIELD, Ask, Request, Truth
from router.core.simulation.opinion import opinion
from router.core.usage import Usage
from router.ports.clock import Clock
from router.ports.ledger import Ledger
from router.services.complete import Complete, Completed
from router.services.give_feedback import Said
from router.services.journey import DECISION_HEADER, Journey

__all__ = ["Simulate"]

_CHARACTERS_A_TOKEN = 4
_MESSAGE_TOKENS = 4


class Planned(Protocol):
    """What is to be played."""

    @property
    def ends_s(self) -> float:
        """When it is over."""
        ...

    @property
    def seed(self) -> int:
        """What is drawn by lot depends on it."""
        ...

    def requests(self) -> Iterator[Request]:
        """All of it, in order of time."""
        ...


@dataclass(kw_only=True)
class Simulate:
    """Plays a plan. Requests overlap as they would: each takes as long as its answer does."""

    complete: Complete
    ledger: Ledger
    clock: Clock
    until: Callable[[float], Awaitable[None]]
    """Returns at that second of the simulation."""
    keys: Mapping[str, VirtualKey]
    premium: Deployment
    """Whose price the spend is compared with."""
    hear: Callable[[Ending], None]
    """Is told of every ending."""
    seek: Callable[[Request, ApprovalRequired], Awaitable[bool]] | None = None
    """Returns when a refused request may be sent again; None: nobody asks for approval."""
    feedback: Callable[[Said, VirtualKey], Awaitable[object]] | None = None
    """None: nobody says what became of an answer."""
    _under_way: set["asyncio.Task[None]"] = field(default_factory=set, init=False, repr=False)

    async def __call__(self, plan: Planned) -> None:
        """Play all of it, to the last answer."""
        for request in plan.requests():
            await self.until(request.at_s)
            task = asyncio.create_task(self._play(request, seed=plan.seed))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        await asyncio.gather(*self._under_way)
        await self.until(plan.ends_s)

    async def _play(self, request: Request, *, seed: int) -> None:
        error = await self._ask(request, seed=seed)
        for _ in range(request.attempts):
            if not isinstance(error, UpstreamFailed):
                break
            error = await self._ask(request, seed=seed)
        if self.seek is None or not isinstance(error, ApprovalRequired):
            return
        if await self.seek(request, error):
            await self._ask(request, seed=seed, is_resumed=True)

    async def _ask(
        self, request: Request, *, seed: int, is_resumed: bool = False
    ) -> RouterError | None:
        """Send it, and tell how it ended."""
        try:
            done = await self.complete(self._chat(request), self.keys[request.key])
        except RouterError as error:
            record = await self._record_of(error)
            findings = record.facts.findings if record else ()
            self.hear(
                Ending(
                    request=request,
                    refusal=error.code,
                    findings=findings,
                    rule_id=error.details.get("rule"),
                    is_resumed=is_resumed,
                )
            )
            return error
        ending = self._answered(request, done)
        said = await self._said(ending, done.journey, seed=seed)
        self.hear(replace(ending, said=said, is_resumed=is_resumed))
        return None

    async def _said(self, ending: Ending, journey: Journey, *, seed: int) -> Verdict | None:
        """What a person says of the answer: programs, scripts and thieves say nothing."""
        request, key = ending.request, self.keys[ending.request.key]
        if self.feedback is None or ending.tier is None:
            return None
        if request.anomaly is not None or key.user is None:
            return None
        draw = Draw(seed, "opinion", request.key, round(request.at_s * 1_000))
        verdict = opinion(request.ask.truth.complexity, ending.tier, draw=draw)
        if verdict is not None:
            await self.feedback(Said(about=journey.decision_id, verdict=verdict), key)
        return verdict

    async def _record_of(self, error: RouterError) -> DecisionRecord | None:
        decision_id = error.headers.get(DECISION_HEADER)
        return await self.ledger.decision(decision_id) if decision_id else None

    def _answered(self, request: Request, done: Completed) -> Ending:
        made = done.journey.decision
        return Ending(
            request=request,
            tier=made.tier if made else None,
            cost_usd=done.cost_usd,
            premium_usd=self._on_premium(done, request),
            findings=done.journey.facts.findings,
            rule_id=made.rule_id if made else None,
            is_reused=done.journey.reused is not None,
            is_granted=made is not None and made.grant_id is not None,
            judged=_judged(done.journey),
        )

    def _on_premium(self, done: Completed, request: Request) -> Decimal:
        usage = done.usage
        if done.journey.reused is not None:
            usage = Usage(
                input_tokens=_input_tokens(request.ask), output_tokens=request.ask.output_tokens
            )
        return cost_of(usage, self.premium.prices.at(self.clock.now().date()))

    def _chat(self, request: Request) -> ChatRequest:
        """The request as its client would send it."""
        messages = [{"role": role, "content": text} for role, text in request.ask.messages]
        fields: dict[str, object] = {
            "model": request.model,
            "messages": messages,
            INPUT_FIELD: _input_tokens(request.ask),
            OUTPUT_FIELD: request.ask.output_tokens,
        }
        if request.max_tokens is not None:
            fields["max_tokens"] = request.max_tokens
        return ChatRequest(
            fields={name: msgspec.json.encode(value) for name, value in fields.items()},
            messages=messages,
            requested_model=request.model,
            attribution=Attribution(tags=request.tags),
            tool_count=request.ask.tool_count,
            batch_size=request.batch_size,
            max_output_tokens=request.max_tokens,
            origin=request.origin,
        )


def _input_tokens(ask: Ask) -> int:
    return ask.characters // _CHARACTERS_A_TOKEN + _MESSAGE_TOKENS * len(ask.messages)


def _judged(journey: Journey) -> Truth | None:
    """What the classifier takes for true; None where it abstained."""
    said = journey.facts.assessment
    return None if said.is_abstained else Truth(said.priority, said.complexity)
