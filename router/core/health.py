"""When is a deployment taken as failing, for how long, and how is it tried again?

Three failures in a row within a minute make it unhealthy for 30 seconds, and so does a half of at
least ten calls within 30 seconds. After that one request at a time tries it: one success clears it,
a failure makes it unhealthy at once for twice as long, up to five minutes. A deployment that asks
to be left alone for a while is left alone, without having failed. In a spell it may be asked for
something that costs nothing: as long as that fails, no request is risked. Times are seconds on a
clock that never steps back.
"""

from dataclasses import dataclass, replace

from router.core.errors import RouterError, UpstreamFailed, UpstreamTimedOut

__all__ = ["HEALTHY", "LONGEST_REST_S", "DeploymentHealth", "tells_against"]

LONGEST_REST_S = 300.0
_IN_A_ROW = 3
_WITHIN_S = 60.0
_FIRST_SPELL_S = 30.0
_LONGEST_SPELL_S = 300.0
_WINDOW_S = 30.0
_FEWEST_CALLS = 10
_SHARE_OF_FAILURES = 0.5
_TRIAL_S = 1.0
"""How long others wait for what one request learns."""
_PROBED_FOR_S = 15.0
"""How long a failed probe is believed; the next comes before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentHealth:
    """What the endings of a deployment's calls say of it."""

    failed_at_s: tuple[float, ...] = ()
    """The last failures since a success, oldest first."""
    spell_s: float = 0.0
    """How long it was last taken as unhealthy; 0 where it was not since a success."""
    until_s: float = 0.0
    """When that spell is over."""
    is_away: bool = False
    """Whether not even a connection came about when it began."""
    trial_until_s: float = 0.0
    """Until when others wait, since one request tries it."""
    rests_until_s: float = 0.0
    """Until when it asked to be left alone."""
    window_from_s: float = 0.0
    """Since when calls are counted."""
    calls: int = 0
    failures: int = 0

    def is_unhealthy(self, at_s: float) -> bool:
        """Whether it is to be avoided because it fails."""
        return self.spell_s > 0 and at_s < max(self.until_s, self.trial_until_s)

    def is_avoided(self, at_s: float) -> bool:
        """Whether it is to be avoided, for whatever reason."""
        return at_s < self.rests_until_s or self.is_unhealthy(at_s)

    def is_forgotten(self, at_s: float) -> bool:
        """Whether nothing is left to remember of it."""
        is_over = not self.failed_at_s and at_s - self.window_from_s >= _WINDOW_S
        return is_over and self.spell_s == 0 and at_s >= self.rests_until_s

    def after_failure(self, at_s: float, *, is_away: bool = False) -> "DeploymentHealth":
        """One more failure. Those of calls that were under way in a spell prolong nothing."""
        if self.spell_s > 0:
            if at_s < self.until_s:
                return self
            longer_s = min(2 * self.spell_s, _LONGEST_SPELL_S)
            return self._unhealthy(longer_s, at_s=at_s, is_away=is_away)
        recent = (*(at for at in self.failed_at_s if at > at_s - _WITHIN_S), at_s)
        counted = self._counted(at_s)
        failures = counted.failures + 1
        is_flaky = counted.calls >= _FEWEST_CALLS and (
            failures >= _SHARE_OF_FAILURES * counted.calls
        )
        if len(recent) >= _IN_A_ROW or is_flaky:
            return self._unhealthy(_FIRST_SPELL_S, at_s=at_s, is_away=is_away)
        return replace(counted, failed_at_s=recent, failures=failures)

    def after_success(self, at_s: float) -> "DeploymentHealth":
        """It answered: whatever spell it was in is over."""
        if self.spell_s > 0:
            return replace(HEALTHY, rests_until_s=self.rests_until_s)
        return replace(self._counted(at_s), failed_at_s=())

    def after_probe(self, at_s: float, *, is_well: bool) -> "DeploymentHealth":
        """A question that costs nothing went well or badly in a spell.

        Who could not be reached and now can is tried at once. For others a list of models says
        little: the calls that failed were not about that.
        """
        if not is_well:
            return replace(self, until_s=max(self.until_s, at_s + _PROBED_FOR_S))
        return replace(self, until_s=min(self.until_s, at_s)) if self.is_away else self

    def resting(self, seconds: float, at_s: float) -> "DeploymentHealth":
        """It asked to be left alone for so long; five minutes are borne."""
        until_s = at_s + min(seconds, LONGEST_REST_S)
        return replace(self, rests_until_s=max(self.rests_until_s, until_s))

    def on_trial(self, at_s: float) -> "DeploymentHealth":
        """After a spell, one request may try it: for a moment the others still avoid it."""
        return replace(self, trial_until_s=at_s + _TRIAL_S)

    def _counted(self, at_s: float) -> "DeploymentHealth":
        if at_s - self.window_from_s >= _WINDOW_S:
            return replace(self, window_from_s=at_s, calls=1, failures=0)
        return replace(self, calls=self.calls + 1)

    def _unhealthy(self, spell_s: float, *, at_s: float, is_away: bool) -> "DeploymentHealth":
        return DeploymentHealth(
            spell_s=spell_s,
            until_s=at_s + spell_s,
            is_away=is_away,
            rests_until_s=self.rests_until_s,
        )


HEALTHY = DeploymentHealth()
"""What each deployment is at first, and after a success that ends a spell."""


def tells_against(error: RouterError) -> bool:
    """Whether an error is a failure of the deployment.

    Not where the provider refused the request's content: another request may be fine. Not where
    it limits the rate: it works, and says itself when to come back. Neither counts as a success,
    for many providers check content and rate before the part that is broken.
    """
    return isinstance(error, UpstreamFailed | UpstreamTimedOut)
