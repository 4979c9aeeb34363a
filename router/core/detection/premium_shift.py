"""Detector `premium_shift`: someone suddenly asks for premium by name."""

from router.core.detection.days import DAY_S
from router.core.detection.detector import ONE, On, Sign
from router.core.detection.profile import Profile
from router.core.detection.recent import LAST
from router.core.finding import SubjectKind

__all__ = ["PremiumShift"]

_LEAST = 16
"""Of the last 32 requests: a piece of work that needs it has fewer."""
_MOST = 28
"""Of the last 32: however often it was called a false alarm, so many are still one."""
_LATELY = 0xFFFF
_LEAST_LATELY = 14
"""Of the last 16: the shift must still go on."""
_LEAST_NOW = 3
"""In the hour under way, at least half of them for premium: what a thief asked is over."""
_TIMES_USUAL = 3.0
_LEAST_HOURS = 10
_LEAST_AGE_S = 3 * DAY_S


class PremiumShift:
    """The share of requests that name a premium tier or deployment, against the usual share."""

    kind = "premium_shift"
    subjects = ONE
    on = On.ARRIVAL
    highest_bar = _MOST / _LEAST

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """Only wishes count: what the policy itself sends to premium is no shift."""
        recent = profile.recent
        if recent is None or not recent.premium_bits & 1:
            return None
        count = recent.premium_bits.bit_count()
        strength = count / _LEAST
        usual = profile.premium.usual
        if strength < bar or count < LAST * _TIMES_USUAL * usual:
            return None
        if (recent.premium_bits & _LATELY).bit_count() < _LEAST_LATELY:
            return None
        now = profile.premium
        if now.requests < _LEAST_NOW or 2 * now.hits < now.requests:
            return None
        if profile.premium.hours < _LEAST_HOURS or profile.age_s < _LEAST_AGE_S:
            return None
        return Sign(
            strength=strength,
            explanation=(
                f"{count} of the last {LAST} requests ask for premium by name. "
                f"Usual are {usual:.0%}."
            ),
            evidence={"premium_requests": count, "of_requests": LAST, "usual_share": usual},
        )
