"""When is a deployment taken as failing, and for how long?

Three failures in a row within a minute make it unhealthy for 30 seconds. After that it is tried
again: one success clears it, a failure makes it unhealthy at once for twice as long, up to five
minutes. Times are seconds on a clock that never steps back.
"""

from dataclasses import dataclass, replace

from router.core.errors import RouterError, UpstreamFailed, UpstreamTimedOut

__all__ = ["HEALTHY", "DeploymentHealth", "tells_against"]

_IN_A_ROW = 3
_WITHIN_S = 60.0
_FIRST_SPELL_S = 30.0
_LONGEST_SPELL_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentHealth:
    """What the endings of a deployment's calls say of it."""

    failed_at_s: tuple[float, ...] = ()
    """The last failures since a success, oldest first."""
    spell_s: float = 0.0
    """How long it was last taken as unhealthy; 0 where it was not since a success."""
    until_s: float = 0.0
    """When that spell is over."""

    def is_unhealthy(self, at_s: float) -> bool:
        """Whether it is to be avoided."""
        return self.spell_s > 0 and at_s < self.until_s

    def after_failure(self, at_s: float) -> "DeploymentHealth":
        """One more failure. Those of calls that were under way in a spell prolong nothing."""
        if self.is_unhealthy(at_s):
            return self
        if self.spell_s > 0:
            return _unhealthy(min(2 * self.spell_s, _LONGEST_SPELL_S), at_s=at_s)
        recent = (*(at for at in self.failed_at_s if at > at_s - _WITHIN_S), at_s)
        if len(recent) >= _IN_A_ROW:
            return _unhealthy(_FIRST_SPELL_S, at_s=at_s)
        return replace(self, failed_at_s=recent)


HEALTHY = DeploymentHealth()
"""What each deployment is at first, and after each success."""


def tells_against(error: RouterError) -> bool:
    """Whether an error is a failure of the deployment.

    Not where the provider refused the request's content: another request may be fine. Not where
    it limits the rate: it works, and says itself when to come back. Neither counts as a success,
    for many providers check content and rate before the part that is broken.
    """
    return isinstance(error, UpstreamFailed | UpstreamTimedOut)


def _unhealthy(spell_s: float, *, at_s: float) -> DeploymentHealth:
    return DeploymentHealth(spell_s=spell_s, until_s=at_s + spell_s)
