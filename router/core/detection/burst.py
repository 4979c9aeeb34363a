"""Detector `burst`: far more requests than this subject makes at this hour of the week."""

from math import inf

from router.core.detection.days import DAY_S
from router.core.detection.detector import ALL, On, Sign
from router.core.detection.profile import Profile
from router.core.detection.span import span
from router.core.finding import SubjectKind

__all__ = ["Burst"]

_LEAST = {
    SubjectKind.KEY: 40.0,
    SubjectKind.USER: 40.0,
    SubjectKind.TEAM: 250.0,
    SubjectKind.PROJECT: 250.0,
}
"""Excess requests: a person who pastes ten things in a minute stays far below."""
_LEAST_USD = {
    SubjectKind.KEY: 0.25,
    SubjectKind.USER: 0.25,
    SubjectKind.TEAM: 1.5,
    SubjectKind.PROJECT: 1.5,
}
"""In the last hour: build machines after a release ask much that costs next to nothing."""
_ANYWAY = 10.0
"""So many times as large a burst is reported whatever it costs."""
_PEAKS = 2.5
"""So many times the largest usual burst."""


class Burst:
    """Reports once the excess over the allowed pace is beyond the bursts that are usual."""

    kind = "burst"
    subjects = ALL
    on = On.ARRIVAL
    highest_bar = inf

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """See `Excess`: sudden and slow rises add up alike."""
        recent = profile.recent
        if recent is None or recent.requests.level < _LEAST[of] * bar or profile.age_s < DAY_S:
            return None
        excess = recent.requests
        strength = excess.level / max(_LEAST[of], _PEAKS * profile.burst_peak.value)
        if strength < bar:
            return None
        usd = recent.usd_hour.at(profile.last_seen_s)
        if usd < _LEAST_USD[of] * bar and strength < _ANYWAY * bar:
            return None
        lasted_s = profile.last_seen_s - excess.since_s
        usual, peak = profile.usual_hour_requests, profile.burst_peak.value
        return Sign(
            strength=strength,
            explanation=(
                f"{excess.events} requests within {span(lasted_s)}. Usual at this hour are "
                f"{usual:.1f} an hour; {excess.level:.0f} are beyond {_times(excess.allowed_per_s)}"
                f", where the largest usual burst was {peak:.0f} beyond it. "
                f"The last hour cost USD {usd:.2f}."
            ),
            evidence={
                "requests": excess.events,
                "seconds": lasted_s,
                "usual_requests_per_hour": usual,
                "excess_requests": excess.level,
                "usual_peak_excess_requests": peak,
                "usd_last_hour": usd,
            },
        )


def _times(allowed_per_s: float) -> str:
    return f"the {3600 * allowed_per_s:.0f} an hour that are allowed for"
