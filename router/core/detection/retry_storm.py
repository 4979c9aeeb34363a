"""Detector `retry_storm`: a program asks again and again though it fails each time."""

from math import inf

from router.core.detection.days import DAY_S
from router.core.detection.detector import On, Sign
from router.core.detection.profile import Profile
from router.core.detection.recent import LAST
from router.core.finding import SubjectKind

__all__ = ["RetryStorm"]

_LEAST = 30
"""Failures in a minute."""
_PACES = 3.0
_PEAKS = 1.5
_SHARE = 0.5


class RetryStorm:
    """Failures at a pace beyond the subject's own: in an outage its usual requests fail too."""

    kind = "retry_storm"
    subjects = frozenset({SubjectKind.KEY})
    on = On.DEPARTURE
    highest_bar = inf

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """Whether the provider failed or the service refused makes no difference."""
        recent = profile.recent
        if recent is None or not recent.failed_bits & 1:
            return None
        failures = recent.failures.at(profile.last_seen_s)
        if failures < _LEAST * bar or profile.age_s < DAY_S:
            return None
        share = recent.failed_bits.bit_count() / LAST
        usual_minute = profile.usual_hour_requests / 60
        limit = max(_LEAST, _PACES * usual_minute, _PEAKS * profile.burst_peak.value)
        strength = failures / limit
        if strength < bar or share < _SHARE or share < 2 * profile.failed.usual:
            return None
        return Sign(
            strength=strength,
            explanation=(
                f"{failures:.0f} failures within a minute; {share:.0%} of the last {LAST} requests "
                f"failed or were refused. Usual are {profile.failed.usual:.0%}, of "
                f"{usual_minute:.1f} requests a minute."
            ),
            evidence={
                "failures_per_minute": failures,
                "failed_share": share,
                "usual_failed_share": profile.failed.usual,
                "usual_requests_per_minute": usual_minute,
            },
        )
