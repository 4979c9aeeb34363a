"""How does a text become a vector? Gather, decide, reserve, call, settle."""

from dataclasses import dataclass

from router.core.chat import EmbeddingRequest
from router.core.key import VirtualKey
from router.ports.provider import Answer
from router.services.complete import Completed
from router.services.journey import Journey
from router.services.steps import Steps
from router.services.steps.call_upstream import Asked
from router.services.uninterrupted import uninterrupted

__all__ = ["Embed"]


@dataclass(frozen=True, slots=True)
class Embed:
    """Embeddings under the same keys, policy and ledger as completions."""

    steps: Steps

    async def __call__(self, request: EmbeddingRequest, key: VirtualKey) -> Completed:
        """Embed `request`'s input."""
        steps = self.steps
        started_s = steps.clock.monotonic_s()
        text = request.fields["input"].decode("utf-8", "replace")
        facts = steps.gather.embedding(request, key)
        decided = await steps.decide(facts, started_s=started_s, origin=request.origin)
        journey = await steps.reserve(decided, prompt=lambda: text)
        asked = Asked(fields=request.fields, prompt=lambda: text)
        journey, answer = await steps.call.vectors(journey, asked)
        booking = self._book(journey, answer, text=text)
        return await (booking if answer.usage else uninterrupted(booking))

    async def _book(self, journey: Journey, answer: Answer, *, text: str) -> Completed:
        usage = answer.usage or await self.steps.settle.estimate(text, "")
        cost_usd = await self.steps.settle(journey, usage)
        return Completed(journey=journey, answer=answer, usage=usage, cost_usd=cost_usd)
