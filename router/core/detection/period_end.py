"""Detector `period_end`: a budget is burnt in the last days of the month."""

from math import inf

from router.core.detection.days import DAY_S, first_of_month, is_month_end
from router.core.detection.detector import ALL, On, Sign
from router.core.detection.profile import Profile
from router.core.finding import SubjectKind

__all__ = ["PeriodEnd"]

_LEAST_USD = {
    SubjectKind.KEY: 10.0,
    SubjectKind.USER: 10.0,
    SubjectKind.TEAM: 100.0,
    SubjectKind.PROJECT: 100.0,
}
_TIMES_USUAL_DAY = 5.0
_TIMES_UNKNOWN = 10.0
"""Of usual days, where no earlier month's end is known: who closes months has three in one."""
_TIMES_USUAL_END = 2.5
"""Closing a month is work: so the ends of earlier months count."""
_STILL = 0.1
"""The part of the day's spend that must be of the last hour: what is over is not reported."""
_LEAST_AGE_S = 10 * DAY_S


class PeriodEnd:
    """Spend of one of the last four days against that of usual days and of earlier month-ends."""

    kind = "period_end"
    subjects = ALL
    on = On.DEPARTURE
    highest_bar = inf

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """Days are those of UTC; a day on which nothing was asked is no usual day."""
        usd = profile.days.usd
        if usd < _LEAST_USD[of] * bar:
            return None
        recent = profile.recent
        if recent is None or recent.usd_hour.at(profile.last_seen_s) < _STILL * usd:
            return None
        usual, usual_end = profile.days.usual_usd, profile.days.month_end_usd
        times = _TIMES_USUAL_DAY if _knows_an_end(profile) else _TIMES_UNKNOWN
        limit = max(_LEAST_USD[of], times * usual, _TIMES_USUAL_END * usual_end)
        strength = usd / limit
        if strength < bar or profile.age_s < _LEAST_AGE_S or not is_month_end(profile.days.day):
            return None
        ends = f"have had USD {usual_end:.2f}" if usual_end else "are not known"
        return Sign(
            strength=strength,
            explanation=(
                f"USD {usd:.2f} today, one of the last four days of the month. Usual days have "
                f"USD {usual:.2f}; such last days {ends}."
            ),
            evidence={
                "usd_today": usd,
                "usual_usd_per_day": usual,
                "usual_usd_per_last_day": usual_end,
            },
        )


def _knows_an_end(profile: Profile) -> bool:
    """Whether it worked at the end of an earlier month; yesterday's is of the same one."""
    began = first_of_month(profile.days.day) * DAY_S
    return profile.first_seen_s < began and profile.days.month_end_usd > 0
