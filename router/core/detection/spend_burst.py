"""Detector `spend_burst`: far more USD than this subject spends at this hour of the week."""

from math import inf

from router.core.detection.days import DAY_S
from router.core.detection.detector import ALL, On, Sign
from router.core.detection.profile import Profile
from router.core.detection.span import span
from router.core.finding import SubjectKind

__all__ = ["SpendBurst"]

_LEAST_USD = {
    SubjectKind.KEY: 2.0,
    SubjectKind.USER: 2.0,
    SubjectKind.TEAM: 25.0,
    SubjectKind.PROJECT: 25.0,
}
_PEAKS = 2.5


class SpendBurst:
    """The same as `burst` in money: few dear requests count as many cheap ones."""

    kind = "spend_burst"
    subjects = ALL
    on = On.DEPARTURE
    highest_bar = inf

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """See `Excess`: sudden and slow rises add up alike."""
        recent = profile.recent
        if recent is None or recent.usd.level < _LEAST_USD[of] * bar or profile.age_s < DAY_S:
            return None
        excess = recent.usd
        strength = excess.level / max(_LEAST_USD[of], _PEAKS * profile.spend_peak.value)
        if strength < bar:
            return None
        lasted_s = profile.last_seen_s - excess.since_s
        usual, peak = profile.usual_hour_usd, profile.spend_peak.value
        return Sign(
            strength=strength,
            explanation=(
                f"USD {excess.amount:.2f} within {span(lasted_s)}. Usual at this hour are USD "
                f"{usual:.2f} an hour; USD {excess.level:.2f} are beyond the USD "
                f"{3600 * excess.allowed_per_s:.2f} an hour that are allowed for, where the "
                f"largest usual burst was USD {peak:.2f} beyond it."
            ),
            evidence={
                "usd": excess.amount,
                "seconds": lasted_s,
                "usual_usd_per_hour": usual,
                "excess_usd": excess.level,
                "usual_peak_excess_usd": peak,
            },
        )
