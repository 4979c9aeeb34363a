"""Detector `repetition`: a script asks nearly the same again and again."""

from router.core.detection.days import DAY_S
from router.core.detection.detector import On, Sign
from router.core.detection.profile import Profile
from router.core.detection.repeats import REMEMBERED
from router.core.detection.span import span
from router.core.finding import SubjectKind

__all__ = ["Repetition"]

_LEAST = 24
"""Of the last 32 prompts."""
_MOST = 30
"""However often it was called a false alarm, so many of 32 are still one."""
_WITHIN_S = 2 * 3600.0
_EVEN = 0.25
"""A clock's gaps deviate less than this part of their mean; a person's do not."""
_EVEN_BONUS = 1.2
_TIMES_USUAL = 2.5


class Repetition:
    """Near-duplicates by fingerprint and sketch, where this key does not usually repeat itself."""

    kind = "repetition"
    subjects = frozenset({SubjectKind.KEY})
    on = On.ARRIVAL
    highest_bar = _MOST / _LEAST

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """Turns that an agent adds to one conversation are no repetition; see `loop`."""
        recent = profile.recent
        if recent is None or recent.repeats is None or not recent.repeats.bits & 1:
            return None
        repeats = recent.repeats
        count = repeats.bits.bit_count()
        if count * _EVEN_BONUS < _LEAST * bar or profile.age_s < DAY_S:
            return None
        span_s = repeats.span_s(profile.last_seen_s)
        usual = profile.repeated.usual
        if span_s > _WITHIN_S or count / REMEMBERED < _TIMES_USUAL * usual:
            return None
        unevenness = repeats.unevenness()
        strength = count / _LEAST * (_EVEN_BONUS if unevenness < _EVEN else 1.0)
        if strength < bar:
            return None
        regular = " in nearly equal intervals" if unevenness < _EVEN else ""
        return Sign(
            strength=strength,
            explanation=(
                f"{count} of the last {REMEMBERED} prompts, within {span(span_s)}, are nearly "
                f"equal to one shortly before{regular}. Usual for this key are {usual:.0%}."
            ),
            evidence={
                "repeated_prompts": count,
                "of_prompts": REMEMBERED,
                "seconds": span_s,
                "usual_share": usual,
                "gap_deviation_share": unevenness,
            },
        )
