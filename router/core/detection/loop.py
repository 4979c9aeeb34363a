"""Detector `loop`: an agent goes round and round in one conversation."""

from math import inf

from router.core.detection.days import DAY_S
from router.core.detection.detector import On, Sign
from router.core.detection.profile import Profile
from router.core.detection.span import span
from router.core.finding import SubjectKind

__all__ = ["Loop"]

_LEAST_REQUESTS = 60
_LEAST_TOKENS = 2_500_000
_MOST_TOKENS_REQUESTS = 20
"""A few requests with long documents are no loop."""
_TIMES_USUAL = 2.0


class Loop:
    """Requests of one thread without a pause: too many, or with input that grows without end."""

    kind = "loop"
    subjects = frozenset({SubjectKind.KEY})
    on = On.ARRIVAL
    highest_bar = inf

    def look(self, profile: Profile, *, of: SubjectKind, bar: float) -> Sign | None:
        """Long runs that are usual for this key are spared."""
        recent = profile.recent
        if recent is None or recent.runs.current is None:
            return None
        run = recent.runs.current
        if run.requests < _MOST_TOKENS_REQUESTS * bar:
            return None
        usual, usual_tokens = profile.run_peak.value, profile.run_tokens_peak.value
        strength = max(
            run.requests / max(_LEAST_REQUESTS, _TIMES_USUAL * usual),
            run.tokens / max(_LEAST_TOKENS, _TIMES_USUAL * usual_tokens),
        )
        if strength < bar or profile.age_s < DAY_S:
            return None
        lasted_s = profile.last_seen_s - run.since_s
        return Sign(
            strength=strength,
            explanation=(
                f"{run.requests} requests of one conversation without a pause within "
                f"{span(lasted_s)}, with {run.tokens:,} input tokens in all. The longest usual "
                f"run of this key has {usual:.0f} requests and {usual_tokens:,.0f} tokens."
            ),
            evidence={
                "requests": run.requests,
                "seconds": lasted_s,
                "input_tokens": run.tokens,
                "usual_peak_requests": usual,
                "usual_peak_input_tokens": usual_tokens,
            },
        )
