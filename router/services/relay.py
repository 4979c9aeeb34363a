"""How does a streamed answer reach the caller, and how is it booked however it ends?"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from router.core.answer_text import response_id_of, said_in_events
from router.core.chat import ChatRequest
from router.core.errors import RouterError
from router.core.ledger import Outcome
from router.core.money import format_usd
from router.core.usage import Usage
from router.ports.provider import AnswerStream
from router.services.given_again import Followed
from router.services.journey import Journey
from router.services.reuse_answers import Errand
from router.services.served import Learner, Served, show
from router.services.steps.gather import prompt_text
from router.services.steps.settle import Settle
from router.services.uninterrupted import uninterrupted

__all__ = ["Relay"]

Send = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A stream under way. It must be run once: that is what books it."""

    journey: Journey
    stream: AnswerStream
    request: ChatRequest
    settle: Settle
    learners: Sequence[Learner] = ()
    errand: Errand | None = None
    """What is owed to those who ask the same meanwhile."""
    following: Followed | None = None
    """The stream of somebody else that this one is."""
    may_keep_text: bool = False
    _heard: list[bytes] = field(default_factory=list, init=False, repr=False)
    """The events, where somebody learns from them or they may be sent again."""

    async def __call__(self, send: Send) -> None:
        """Pass every event to `send`, then the usage chunk (if asked for) and `[DONE]`.

        Cancelling the task that runs this tells the provider to stop and books what came.
        """
        if self.errand is None:
            await self._run(send)
        else:
            await self.errand.lead(self._run, send)

    async def _run(self, send: Send) -> None:
        try:
            await self._end(send, await self._pass_on(send))
        finally:
            if self.errand is not None:
                self.errand.end()
            await self.stream.aclose()

    async def _pass_on(self, send: Send) -> RouterError | None:
        """Forward the events; the error with which the provider broke off, if it did."""
        keeps = self.learners or self.errand is not None
        tell = None if self.errand is None else self.errand.begin(self.journey)
        try:
            async for events in self.stream:
                if tell is not None:  # first: whoever follows does not wait for this caller
                    tell(events)
                await send(events)
                if keeps:
                    self._heard.append(events)
        except RouterError as error:
            if self.errand is not None:
                self.errand.fail()
            return error
        except (asyncio.CancelledError, OSError):  # however the server says that nobody listens
            await self._book(Outcome.CANCELLED)
            raise
        return None

    async def _end(self, send: Send, failure: RouterError | None) -> None:
        outcome = Outcome.FAILED if failure else Outcome.COMPLETED
        try:
            usage, cost_usd = await self._book(outcome, failure)
        except RouterError as unbooked:
            if self.errand is not None:
                self.errand.end(error=unbooked)
            await send(_event(unbooked.body()))
            return
        if failure:
            if self.errand is not None:
                self.errand.end(error=failure)
            await send(_event(failure.body()))
            return
        if self.request.wants_usage:
            await send(self._usage_event(usage, cost_usd))
        await send(b"data: [DONE]\n\n")
        if self.errand is not None:
            await self.errand.done(
                self.journey,
                body=b"".join(self._heard),
                is_stream=True,
                usage_chunk=self._usage_chunk(usage),
                is_estimated=usage.is_estimated,
                cost_usd=cost_usd,
            )
        if self.learners:
            self._show(cost_usd)

    def _show(self, cost_usd: Decimal) -> None:
        served = Served(
            journey=self.journey,
            request=self.request,
            cost_usd=cost_usd,
            said=partial(said_in_events, self._heard),
            may_keep_text=self.may_keep_text,
        )
        show(served, self.learners)

    async def _book(
        self, outcome: Outcome, error: RouterError | None = None
    ) -> tuple[Usage, Decimal]:
        return await uninterrupted(self._settled(outcome, error))

    async def _settled(self, outcome: Outcome, error: RouterError | None) -> tuple[Usage, Decimal]:
        stream = self.stream
        usage = stream.usage
        if usage is None:
            usage = await self.settle.estimate(
                prompt_text(self.request),
                stream.received_text(),
                reasoning=stream.received_reasoning(),
                service_tier=stream.service_tier,
            )
        response_id = response_id_of(stream.usage_chunk or b"")
        following = self.following
        journey = self.journey if following is None else following.ended(self.journey)
        cost_usd = await self.settle(
            journey, usage, outcome=outcome, error=error, response_id=response_id
        )
        return usage, cost_usd

    def _usage_event(self, usage: Usage, cost_usd: Decimal) -> bytes:
        chunk = json.loads(self._usage_chunk(usage))
        chunk["tierwise"] = {
            "decision_id": self.journey.decision_id,
            "cost_usd": format_usd(cost_usd),
            "is_estimated": usage.is_estimated,
        }
        return _event(chunk)

    def _usage_chunk(self, usage: Usage) -> bytes:
        """What the provider said of its use, else what is known of it."""
        return self.stream.usage_chunk or json.dumps(_chunk(self.journey, usage)).encode()


def _event(content: object) -> bytes:
    return b"data: " + json.dumps(content).encode() + b"\n\n"


def _chunk(journey: Journey, usage: Usage) -> dict[str, object]:
    """A usage chunk in OpenAI's format, for providers that send none."""
    return {
        "id": f"chatcmpl-{journey.decision_id}",
        "object": "chat.completion.chunk",
        "created": int(journey.facts.at.timestamp()),
        "model": journey.deployment.model,
        "choices": [],
        "usage": {
            "prompt_tokens": usage.input_tokens,
            "completion_tokens": usage.output_tokens,
            "total_tokens": usage.total_tokens,
        },
    }
