"""Which worsening of a canary halts it, and how is that written?"""

import re
from dataclasses import dataclass
from enum import StrEnum

from typing_extensions import override

from router.core.errors import InvalidRequest

__all__ = ["DEFAULT_LIMITS", "Limit", "Metric", "limit_from"]


class Metric(StrEnum):
    """What is compared between the canary's requests and the others."""

    COST = "cost"
    """USD that an answer costs; what failed on the way to it included."""
    ERRORS = "errors"
    """Share of requests that failed, or that no deployment could serve."""
    REFUSED = "refused"
    """Share of requests that a rule refused, or kept for approval."""
    BAD_FEEDBACK = "bad_feedback"
    """Share of the answers with feedback that were rejected or scored below one half."""

    @property
    def is_rate(self) -> bool:
        """Whether it is a share of something: rises are in percentage points then."""
        return self is not Metric.COST


@dataclass(frozen=True, slots=True)
class Limit:
    """The greatest rise that is put up with: relative for cost, in points for shares."""

    metric: Metric
    rise: float

    @override
    def __str__(self) -> str:
        return f"{self.metric} > +{self.rise * 100:g}%"


DEFAULT_LIMITS = (
    Limit(Metric.COST, 0.10),
    Limit(Metric.ERRORS, 0.02),
    Limit(Metric.BAD_FEEDBACK, 0.05),
)

_WRITTEN = re.compile(r"\s*(?P<metric>\w+)\s*>\s*\+?(?P<rise>\d+(\.\d+)?|\.\d+)\s*%\s*")


def limit_from(text: str) -> Limit:
    """The limit in words such as `cost > +10%`.

    Raises:
        InvalidRequest: it is not of this form.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None or found["metric"] not in set(Metric):
        raise InvalidRequest(
            f"{text!r} is no limit. Write what may rise by how much, such as 'cost > +10%'. "
            f"What can be compared: {', '.join(Metric)}."
        )
    return Limit(Metric(found["metric"]), float(found["rise"]) / 100)
