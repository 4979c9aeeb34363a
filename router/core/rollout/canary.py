"""Which requests are decided by a canary, and what ends it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from router.core.errors import InvalidRequest
from router.core.facts import Facts
from router.core.kept_text import is_drawn
from router.core.rollout.limit import DEFAULT_LIMITS, Limit

__all__ = ["CanaryPlan", "plan_canary"]

LEAST_REQUESTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryPlan:
    """A share of the conversations, of all teams or of some."""

    share: float = 1.0
    teams: tuple[str, ...] = ()
    """Whose requests; all where none is named."""
    limits: tuple[Limit, ...] = DEFAULT_LIMITS
    least: int = LEAST_REQUESTS
    """Requests of each side before it is judged."""
    promote_after: timedelta | None = None
    """When it comes into force by itself, if no limit was crossed until then."""

    def draws(self, facts: Facts, *, version: str) -> bool:
        """Whether the canary `version` decides on `facts`; for a conversation always the same."""
        if self.teams and facts.caller.team not in self.teams:
            return False
        return self.share >= 1 or (
            bool(facts.lot) and is_drawn(facts.lot, self.share, salt=version)
        )

    @property
    def in_words(self) -> str:
        """Such as `10% of team search`."""
        share = "all" if self.share >= 1 else f"{self.share * 100:g}%"
        teams = f"team{'s' if len(self.teams) > 1 else ''} {', '.join(self.teams)}"
        return f"{share} of {teams if self.teams else 'the conversations'}"


def plan_canary(
    *,
    share: float | None,
    teams: Sequence[str] = (),
    limits: Sequence[Limit] = (),
    promote_after: timedelta | None = None,
) -> CanaryPlan:
    """A plan that can be carried out; a limit that is given replaces the default one of its metric.

    Raises:
        InvalidRequest: it is no canary, or nothing could be compared.
    """
    if share is not None and not 0 < share <= 1:
        raise InvalidRequest(f"A share of {share:g} is none. Write one such as 10%.")
    if (share is None or share >= 1) and not teams:
        raise InvalidRequest(
            "A canary for everybody leaves nobody to compare with. Write a smaller share, name "
            "teams with --canary-team, or apply the policy without --canary."
        )
    chosen = {limit.metric: limit for limit in (*DEFAULT_LIMITS, *limits)}
    return CanaryPlan(
        share=1.0 if share is None else share,
        teams=tuple(dict.fromkeys(teams)),
        limits=tuple(chosen.values()),
        promote_after=promote_after,
    )
