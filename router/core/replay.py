"""Does a recorded decision come out the same again, from its facts and the versions it names?"""

from dataclasses import dataclass

from router.core.errors import RouterError
from router.core.history import Recorded
from router.core.ledger import DecisionRecord
from router.core.money import format_usd, from_nanos
from router.core.quote import day_of
from router.core.routing import Choice, Rulebook, choose

__all__ = ["Difference", "Replayed", "replay"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which the record says something else than the replay."""

    field: str
    recorded: str
    again: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A decision that was made again."""

    decision_id: str
    policy_version: str
    catalog_version: str
    differences: tuple[Difference, ...] = ()
    is_known: bool = True
    """False where the archive lacks a version, so that nothing can be compared."""

    @property
    def is_identical(self) -> bool:
        """Whether every field came out the same."""
        return self.is_known and not self.differences


def replay(recorded: Recorded, rulebook: Rulebook | None) -> Replayed:
    """Decide again with the rulebook of that time, and compute the booked cost again."""
    decision = recorded.decision
    differences = () if rulebook is None else _differences(recorded, rulebook)
    return Replayed(
        decision_id=decision.id,
        policy_version=decision.policy_version,
        catalog_version=decision.catalog_version,
        differences=differences,
        is_known=rulebook is not None,
    )


def _differences(recorded: Recorded, rulebook: Rulebook) -> tuple[Difference, ...]:
    decision = recorded.decision
    made: Choice | None = None
    refusal: RouterError | None = None
    try:
        made = choose(decision.facts, rulebook)
    except RouterError as error:
        refusal = error
    pairs = [
        *_decided(decision, made=made, refusal=refusal),
        ("error code", _code(recorded), refusal.code if refusal else None),
        *_costs(recorded, made),
    ]
    return tuple(
        Difference(field, _text(before), _text(again))
        for field, before, again in pairs
        if before != again
    )


Pair = tuple[str, object, object]
"""A field, what the record says, and what the replay says."""


def _decided(
    decision: DecisionRecord, *, made: Choice | None, refusal: RouterError | None
) -> list[Pair]:
    reason = made.aim.reason if made else refusal.message if refusal else None
    return [
        ("deployment", decision.deployment, made.deployment.name if made else None),
        ("tier", decision.tier, made.deployment.tier if made else None),
        ("rule", decision.rule_id, made.aim.rule_id if made else None),
        ("refusal" if decision.deployment is None else "reason", decision.reason, reason),
    ]


def _code(recorded: Recorded) -> str | None:
    """Why Tierwise refused; a provider's failure comes after the decision and is none of it."""
    if recorded.decision.deployment is not None or not recorded.bookings:
        return None
    return recorded.bookings[0].error_code


def _costs(recorded: Recorded, made: Choice | None) -> list[Pair]:
    """The bookings on the deployment that was chosen, priced again.

    Others, such as corrections, do not follow from the decision: the ledger alone knows them.
    """
    if made is None:
        return [("cost", _usd(recorded.booked_nanos), _usd(0))]
    price = made.deployment.prices.at(day_of(recorded.decision.facts))
    pairs: list[Pair] = []
    for booking in recorded.bookings:
        if booking.deployment == made.deployment.name and not booking.is_correction:
            pairs.append(("price version", booking.price_version, price.version))
            pairs.append(("cost", _usd(booking.cost_nanos), _usd(booking.nanos_at(price))))
    return pairs


def _usd(nanos: int) -> str:
    return f"{format_usd(from_nanos(nanos))} USD"


def _text(value: object) -> str:
    return "-" if value is None else str(value)
