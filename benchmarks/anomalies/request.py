"""What is one request of a labelled trace, and what do detectors see of it?"""

from dataclasses import dataclass

from router.core.caller import Caller
from router.core.ledger import Outcome
from router.core.sighting import Arrival, Departure, Origin

__all__ = ["Label", "Request", "sightings_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """An anomaly that was planted."""

    kind: str
    caller: Caller
    since_s: float
    until_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as the trace has it."""

    at_s: float
    caller: Caller
    origin: Origin
    fingerprint: str
    sketch: int
    thread: str
    turns: int = 1
    input_tokens: int = 800
    output_tokens: int = 400
    usd: float = 0.005
    takes_s: float = 3.0
    wants_premium: bool = False
    is_failed: bool = False


def sightings_of(request: Request) -> tuple[Arrival, Departure]:
    """As it comes and as it ends."""
    arrival = Arrival(
        at_s=request.at_s,
        caller=request.caller,
        decision_id="",
        origin=request.origin,
        fingerprint=request.fingerprint,
        sketch=request.sketch,
        thread=request.thread,
        turns=request.turns,
        input_tokens=request.input_tokens,
        wants_premium=request.wants_premium,
    )
    departure = Departure(
        at_s=request.at_s + request.takes_s,
        caller=request.caller,
        decision_id="",
        outcome=Outcome.FAILED if request.is_failed else Outcome.COMPLETED,
        cost_usd=0.0 if request.is_failed else request.usd,
        input_tokens=request.input_tokens,
        output_tokens=0 if request.is_failed else request.output_tokens,
    )
    return arrival, departure
