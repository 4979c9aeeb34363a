"""Where does the request go? Facts meet the rulebook in force; refusals are booked too."""

from dataclasses import dataclass, replace

from router.core.errors import RouterError
from router.core.facts import Facts
from router.core.ledger import Outcome
from router.core.routing import decide
from router.core.usage import Usage
from router.ports.clock import Clock
from router.ports.rulebooks import Rulebooks
from router.services.journey import DECISION_HEADER, Journey
from router.services.steps.settle import Settle

__all__ = ["Decide"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """Starts the journey of a request."""

    rulebooks: Rulebooks
    settle: Settle
    clock: Clock

    async def __call__(self, facts: Facts, *, started_s: float) -> Journey:
        """Decide on `facts`.

        Raises:
            RouterError: policy or capabilities refuse the request; it is booked at no cost and
                the error carries the decision's id.
        """
        journey = Journey(
            decision_id=self.clock.new_id("dec"),
            facts=facts,
            rulebook=self.rulebooks.for_request(facts),
            started_s=started_s,
        )
        try:
            return replace(journey, decision=decide(facts, journey.rulebook))
        except RouterError as refusal:
            refusal.headers[DECISION_HEADER] = journey.decision_id
            await self.settle(journey, Usage(), outcome=Outcome.REFUSED, error=refusal)
            raise
