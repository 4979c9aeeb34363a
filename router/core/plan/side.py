"""What does one policy do with a recorded request, and what does that cost?"""

from datetime import date
from typing import NamedTuple

from router.core.catalog import Catalog
from router.core.deployment import Deployment, Kind
from router.core.errors import ModelNotFound, RouterError
from router.core.facts import Facts
from router.core.history import Recorded
from router.core.money import to_nanos
from router.core.quality import p_good
from router.core.quote import day_of
from router.core.routing import Rulebook, choose, decide
from router.core.tier import Tier

__all__ = ["Side", "Verdict"]

_MOST_UNKNOWN = 10_000


class Verdict(NamedTuple):
    """Where a policy sends a request, and what that costs; or why it refuses."""

    deployment: str | None
    tier: Tier | None
    rule_id: str | None
    refusal: str | None
    """Code of the error; None where it is served."""
    cost_nanos: int = 0
    is_estimated: bool = False
    """It was refused then, so that only the quote says what it would have cost."""
    is_cut_off: bool = False
    """The answer was longer than the policy permits: it would have ended earlier."""
    p_good: float | None = None
    """Probability of a good answer; None where it is refused, or is no chat."""

    @property
    def route(self) -> tuple[object, ...]:
        """What has to differ for a route to count as changed."""
        return self.deployment, self.tier, self.refusal


class Side:
    """One of the two policies that are compared.

    What a request costs under it: where it chooses the deployment that was really called, exactly
    what was booked. Else the usage that was really booked, cached tokens included, at the price
    that its choice had on that day. Nothing where it refuses. Where nobody was called because the
    request was refused then: what the quote expects.
    """

    def __init__(self, rulebook: Rulebook, *, booked_at: Catalog | None = None) -> None:
        """Prepare it.

        Args:
            rulebook: policy and catalog.
            booked_at: the catalog whose prices stand for those that were booked: what costs
                something else in `rulebook` is computed anew. None: all is as it was booked.
        """
        self._rulebook = rulebook
        self._booked_at = booked_at
        self._unknown: set[str] = set()
        self._same_price: dict[tuple[str, date], bool] = {}

    def judge(self, recorded: Recorded) -> Verdict:
        """What the policy does with a recorded request."""
        facts = recorded.decision.facts
        if facts.request.requested_model in self._unknown:
            return Verdict(None, None, None, ModelNotFound.code)
        try:
            made = choose(facts, self._rulebook)
        except RouterError as refusal:
            self._remember(refusal, facts.request.requested_model)
            return Verdict(None, None, None, refusal.code)
        cost_nanos, is_estimated = self._cost(recorded, made.deployment)
        limit = made.limit(facts.request)
        return Verdict(
            made.deployment.name,
            made.deployment.tier,
            made.aim.rule_id,
            None,
            cost_nanos,
            is_estimated,
            limit is not None and _is_longer(recorded, limit),
            p_good(facts, made.deployment) if facts.request.kind is Kind.CHAT else None,
        )

    def _remember(self, refusal: RouterError, requested_model: str) -> None:
        """A name that the catalog does not know is looked up once: finding near ones takes long."""
        if isinstance(refusal, ModelNotFound) and len(self._unknown) < _MOST_UNKNOWN:
            self._unknown.add(requested_model)

    def _cost(self, recorded: Recorded, chosen: Deployment) -> tuple[int, bool]:
        called, facts = recorded.decision.deployment, recorded.decision.facts
        if called is None:
            return to_nanos(decide(facts, self._rulebook).quote.expected_usd), True
        if chosen.name == called and self._costs_what_was_booked(chosen, facts):
            return recorded.booked_nanos, False
        price = chosen.prices.at(day_of(facts))
        return sum(booking.nanos_at(price) for booking in recorded.bookings), False

    def _costs_what_was_booked(self, chosen: Deployment, facts: Facts) -> bool:
        if self._booked_at is None:
            return True
        day = day_of(facts)
        known = self._same_price.get((chosen.name, day))
        if known is None:
            before = self._booked_at.called(chosen.name)
            known = before is None or (
                before.prices.at(day).content == chosen.prices.at(day).content
            )
            self._same_price[chosen.name, day] = known
        return known


def _is_longer(recorded: Recorded, limit: int) -> bool:
    most = limit * recorded.decision.facts.request.choices
    return any(booking.usage.output_tokens > most for booking in recorded.bookings)
