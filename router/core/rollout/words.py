"""What do figures and events of a roll-out say, in words?"""

from datetime import timedelta

from router.core.rollout.limit import Metric
from router.core.rollout.verdict import Figure

__all__ = ["figure_in_words", "in_hours", "level", "rise"]

_NOUNS = {
    Metric.COST: "cost per answer",
    Metric.ERRORS: "errors",
    Metric.REFUSED: "refusals",
    Metric.BAD_FEEDBACK: "bad feedback",
}


def figure_in_words(figure: Figure) -> str:
    """Such as `errors 41.2% against 1.0%: +40.2 points, +22.1 points at least; limit +2 points`."""
    metric = figure.metric
    if not figure.canary_n or not figure.control_n:
        return f"{_NOUNS[metric]}: nothing to compare yet; limit {rise(metric, figure.limit)}"
    sides = f"{level(metric, figure.canary)} against {level(metric, figure.control)}"
    certain = f", {rise(metric, figure.at_least)} at least" if figure.at_least is not None else ""
    limit = rise(metric, figure.limit)
    return f"{_NOUNS[metric]} {sides}: {rise(metric, figure.rise)}{certain}; limit {limit}"


def in_hours(duration: timedelta) -> str:
    """Such as `36 h`, or `1.5 h`."""
    return f"{duration / timedelta(hours=1):g} h"


def level(metric: Metric, value: float) -> str:
    """A metric's value."""
    return f"{value:.1%}" if metric.is_rate else f"{value:.6f} USD"


def rise(metric: Metric, value: float | None) -> str:
    """A rise, as relative or in points as the metric demands."""
    if value is None:
        return "nothing to compare with"
    return f"{value * 100:+.1f} points" if metric.is_rate else f"{value * 100:+.1f}%"
