"""Detector `long_outputs`: answers have suddenly become far longer than they were."""

from router.core.detection.days import DAY_S
from router.core.detection.detector import ONE, On, Sign
from router.core.detection.profile import Profile
from router.core.detection.recent import LAST
from router.core.finding import SubjectKind

__all__ = ["LongOutputs"]

_LEAST = 16
"""Of the last 32 answers."""
_MOST = 28
"""Of the last 32: however often it was called a false alarm, so many are still one."""
_LATELY = 0xFFFF
_LEAST_LATELY = 14
"""Of the last 16: the change must still go on."""
_LEAST_HOURS = 10
_LEAST_AGE_S = 3 * DAY_S


class LongOutputs:
    """Counts answers beyond two deviations above the usual length, on a logarithmic scale."""

    kind = "long_outputs"
    subjects = ONE
    on = On.DEPARTURE
    highest_bar = _MOST / _LEAST

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """One long report is work; twenty in a row are another use."""
        recent = profile.recent
        if recent is None or not recent.long_bits & 1:
            return None
        count = recent.long_bits.bit_count()
        strength = count / _LEAST
        if (recent.long_bits & _LATELY).bit_count() < _LEAST_LATELY:
            return None
        outputs = profile.outputs
        if strength < bar or outputs.hours < _LEAST_HOURS or profile.age_s < _LEAST_AGE_S:
            return None
        return Sign(
            strength=strength,
            explanation=(
                f"{count} of the last {LAST} answers have {outputs.long_from:,.0f} output tokens "
                f"or more. Usual are {outputs.usual:,.0f}."
            ),
            evidence={
                "long_answers": count,
                "of_answers": LAST,
                "long_from_tokens": outputs.long_from,
                "usual_tokens": outputs.usual,
            },
        )
