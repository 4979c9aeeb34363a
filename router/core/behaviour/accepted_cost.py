"""What does an outcome cost that was accepted, all attempts counted?"""

from dataclasses import dataclass
from math import sqrt

__all__ = ["AcceptedCost", "accepted_cost"]

_Z = 1.959964
"""For an interval that holds the true share in 95 of 100 samples."""

_NEXT_TO_NOTHING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedCost:
    """An estimate from the answers that were judged, with an interval of 95 %."""

    judged: int
    accepted: int
    nanos: int | None
    """None where no judged answer was accepted."""
    low_nanos: int
    high_nanos: int | None
    """None where so few were judged that there is no telling."""


def accepted_cost(spent_nanos: int, requests: int, *, judged: int, accepted: int) -> AcceptedCost:
    """The mean cost of a request by the share of judged answers that were accepted.

    So the attempts that were rejected are paid by those that were not. Answers that nobody judged
    are taken to fare as the others do; the interval (Wilson's) tells how few were judged.
    """
    mean, share = spent_nanos / requests, accepted / judged
    centre = share + _Z**2 / (2 * judged)
    reach = _Z * sqrt(share * (1 - share) / judged + _Z**2 / (4 * judged**2))
    below = 1 + _Z**2 / judged
    least, most = max((centre - reach) / below, 0.0), min((centre + reach) / below, 1.0)
    return AcceptedCost(
        judged=judged,
        accepted=accepted,
        nanos=round(mean / share) if accepted else None,
        low_nanos=round(mean / most),
        high_nanos=round(mean / least) if least > _NEXT_TO_NOTHING else None,
    )
