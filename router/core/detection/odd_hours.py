"""Detector `odd_hours`: much is asked at night or at weekends, where this is new."""

from math import inf

from router.core.detection.detector import ALL, On, Sign
from router.core.detection.profile import Profile
from router.core.detection.span import span
from router.core.finding import SubjectKind

__all__ = ["OddHours"]

_LEAST = {
    SubjectKind.KEY: 50,
    SubjectKind.USER: 50,
    SubjectKind.TEAM: 250,
    SubjectKind.PROJECT: 250,
}
"""Requests: a person who saves a release at night stays below, and is not yet a team's night."""
_DAYS = {
    SubjectKind.KEY: 1.0,
    SubjectKind.USER: 1.0,
    SubjectKind.TEAM: 2.0,
    SubjectKind.PROJECT: 2.0,
}
"""So many usual days' requests, in hours in which usually nothing is asked.

A day of a team's work at a weekend is some of its people before a release, and they know it.
"""


class OddHours:
    """Each subject's own rest counts, whatever its time zone; it is known after two weeks."""

    kind = "odd_hours"
    subjects = ALL
    on = On.ARRIVAL
    highest_bar = inf

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """Counts since the subject last rested for six hours."""
        recent = profile.recent
        if not profile.is_odd_hour or recent is None or recent.odd_requests < _LEAST[of] * bar:
            return None
        count = recent.odd_requests
        usual = profile.days.usual_requests
        strength = count / max(_LEAST[of], _DAYS[of] * usual)
        if strength < bar:
            return None
        lasted_s = profile.last_seen_s - recent.odd_since_s
        return Sign(
            strength=strength,
            explanation=(
                f"{count} requests within {span(lasted_s)} at hours of the week in which usually "
                f"nothing is asked. A usual day has {usual:.0f} in all."
            ),
            evidence={
                "requests": count,
                "seconds": lasted_s,
                "usual_requests_per_day": usual,
            },
        )
