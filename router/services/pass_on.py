"""How do pictures, sound and moderations come about? Gather, decide, reserve, call, settle.

Bodies go to the provider as they came, and answers to the caller: what is read of both is what
they cost.
"""

from dataclasses import dataclass, replace

from router.core.deployment import unit_of
from router.core.key import VirtualKey
from router.core.media import MediaRequest
from router.core.quote import day_of
from router.core.usage import Usage
from router.ports.provider import Answer
from router.services.complete import Completed
from router.services.journey import Journey
from router.services.steps import Steps
from router.services.steps.call_upstream import Asked
from router.services.uninterrupted import uninterrupted

__all__ = ["PassOn"]


@dataclass(frozen=True, slots=True)
class PassOn:
    """Media under the same keys, policy and ledger as completions."""

    steps: Steps

    async def __call__(self, request: MediaRequest, key: VirtualKey) -> Completed:
        """Have `request` answered by a deployment of its kind."""
        steps = self.steps
        started_s = steps.clock.monotonic_s()
        facts = steps.gather.media(request, key)
        decided = await steps.decide(facts, started_s=started_s, origin=request.origin)
        if request.tariff is not None:
            decided = replace(decided, service_tier=request.tariff)
        journey = await steps.reserve(
            decided, prompt=lambda: request.text, service_tier=request.tariff
        )
        asked = Asked(fields={}, prompt=lambda: request.text, passed=request.passed)
        journey, answer = await steps.call.passed(journey, asked)
        return await uninterrupted(self._book(journey, answer, request=request))

    async def _book(self, journey: Journey, answer: Answer, *, request: MediaRequest) -> Completed:
        usage = await self._usage(journey, answer.usage, request=request)
        cost_usd = await self.steps.settle(journey, usage, response_id=answer.response_id)
        return Completed(journey=journey, answer=answer, usage=usage, cost_usd=cost_usd)

    async def _usage(self, journey: Journey, said: Usage | None, *, request: MediaRequest) -> Usage:
        """What the provider says; for the rest, what was asked for."""
        unit = unit_of(request.passed.operation.kind)
        if said is not None:
            units = said.units or request.units
            return replace(said, units=units, unit=unit, service_tier=request.tariff)
        price = journey.deployment.prices.at(day_of(journey.facts))
        if price.unit_usd is not None:
            return Usage(
                units=request.units,
                unit=unit,
                service_tier=request.tariff,
                is_estimated=request.are_units_estimated,
            )
        counted = await self.steps.settle.estimate(request.text, "", service_tier=request.tariff)
        return replace(
            counted,
            input_tokens=counted.input_tokens + request.input_tokens,
            output_tokens=request.output_tokens * request.choices,
            units=request.units,
            unit=unit,
        )
