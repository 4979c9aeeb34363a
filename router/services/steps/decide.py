"""Where does the request go? Facts meet the rulebook in force; refusals are booked too."""

from collections.abc import Sequence
from dataclasses import dataclass

from router.core.errors import RouterError
from router.core.facts import Facts
from router.core.ledger import Outcome
from router.core.routing import decide
from router.core.sighting import NOWHERE, Origin
from router.core.usage import Usage
from router.ports.clock import Clock
from router.ports.rulebooks import Rulebooks
from router.ports.watch import Watch
from router.services.journey import DECISION_HEADER, Journey, Pointer
from router.services.sightings import arrival_of
from router.services.steps.settle import Settle

__all__ = ["Decide"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """Starts the journey of a request."""

    rulebooks: Rulebooks
    settle: Settle
    clock: Clock
    watch: Watch | None = None
    pointers: Sequence[Pointer] = ()

    async def __call__(
        self,
        facts: Facts,
        *,
        started_s: float,
        origin: Origin = NOWHERE,
    ) -> Journey:
        """Decide on `facts`.

        Args:
            facts: the request.
            started_s: when it began, on the clock of durations.
            origin: whence it comes; nothing is decided by it, but those who watch are told.

        Raises:
            RouterError: policy or capabilities refuse the request; it is booked at no cost and
                the error carries the decision's id.
        """
        decision_id, rulebook = self.clock.new_id("dec"), self.rulebooks.for_request(facts)
        try:
            made = decide(facts, rulebook)
        except RouterError as refusal:
            refused = Journey(
                decision_id=decision_id, facts=facts, rulebook=rulebook, started_s=started_s
            )
            await self._refuse(refused, refusal, origin=origin)
            raise
        journey = Journey(
            decision_id=decision_id,
            facts=facts,
            rulebook=rulebook,
            started_s=started_s,
            decision=made,
        )
        self._tell(journey, origin)
        return journey

    async def _refuse(self, journey: Journey, refusal: RouterError, *, origin: Origin) -> None:
        refusal.headers[DECISION_HEADER] = journey.decision_id
        for point in self.pointers:
            point(journey, refusal)
        self._tell(journey, origin)
        await self.settle(journey, Usage(), outcome=Outcome.REFUSED, error=refusal)

    def _tell(self, journey: Journey, origin: Origin) -> None:
        if self.watch is not None:
            self.watch.arrived(arrival_of(journey, origin))
