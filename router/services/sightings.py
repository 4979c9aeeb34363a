"""What is told of a request to those who watch the traffic?"""

from router.core.ledger import LedgerEntry
from router.core.routing import wished_tier
from router.core.sighting import Arrival, Departure, Origin
from router.core.tier import Tier
from router.services.journey import Journey

__all__ = ["arrival_of", "departure_of"]


def arrival_of(journey: Journey, origin: Origin) -> Arrival:
    """A request as it comes, decided or refused."""
    facts, made = journey.facts, journey.decision
    request = facts.request
    return Arrival(
        at_s=facts.at.timestamp(),
        caller=facts.caller,
        decision_id=journey.decision_id,
        origin=origin,
        fingerprint=request.fingerprint,
        sketch=facts.assessment.sketch,
        thread=request.thread,
        turns=request.turns,
        input_tokens=request.input_tokens,
        max_output_tokens=request.max_output_tokens,
        wants_premium=wished_tier(facts, journey.rulebook) is Tier.PREMIUM,
        tier=made.tier if made else None,
    )


def departure_of(entry: LedgerEntry, *, at_s: float) -> Departure:
    """A request as it ends at `at_s`, booked."""
    return Departure(
        at_s=at_s,
        caller=entry.caller,
        decision_id=entry.decision_id,
        outcome=entry.outcome,
        error_code=entry.error_code,
        cost_usd=float(entry.cost_usd),
        input_tokens=entry.usage.input_tokens,
        output_tokens=entry.usage.output_tokens,
        tier=entry.tier,
    )
