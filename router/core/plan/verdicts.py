"""Which limits does a plan cross, so that a pull request must not be merged?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from router.core.limit import Limit, Unit, parse_limit
from router.core.money import NANOS_PER_USD
from router.core.plan.report import Plan

__all__ = ["Crossing", "crossings", "plan_limit"]


def _cost(plan: Plan, unit: Unit) -> float | None:
    more = plan.whole.cost_nanos
    if unit is not Unit.SHARE:
        return more / NANOS_PER_USD
    return _percent(more, plan.whole.sums.old_nanos)


def _quality(plan: Plan, unit: Unit) -> float | None:
    sums, moved = plan.whole.sums, plan.whole.quality
    if moved is None:
        return None
    return _percent(moved * sums.known, sums.old_good) if unit is Unit.SHARE else moved


def _changed(plan: Plan, unit: Unit) -> float | None:
    sums = plan.whole.sums
    return _share(sums.changed, sums.requests, unit=unit)


def _refused(plan: Plan, unit: Unit) -> float | None:
    return _share(plan.whole.newly_refused, plan.whole.sums.requests, unit=unit)


def _lower(plan: Plan, unit: Unit) -> float | None:
    return _share(plan.whole.lower, plan.whole.sums.requests, unit=unit)


def _share(count: int, of: int, *, unit: Unit) -> float:
    return (100 * count / of if of else 0.0) if unit is Unit.SHARE else float(count)


def _percent(more: float, of: float) -> float:
    if of:
        return 100 * more / of
    return 0.0 if not more else float("inf") if more > 0 else float("-inf")


@dataclass(frozen=True, slots=True)
class _Metric:
    read: Callable[[Plan, Unit], float | None]
    units: frozenset[Unit]


_COUNT = frozenset({Unit.SHARE, Unit.PLAIN})
_METRICS: Mapping[str, _Metric] = MappingProxyType(
    {
        "cost": _Metric(_cost, frozenset({Unit.SHARE, Unit.USD, Unit.PLAIN})),
        "quality": _Metric(_quality, _COUNT),
        "changed": _Metric(_changed, _COUNT),
        "refused": _Metric(_refused, _COUNT),
        "lower": _Metric(_lower, _COUNT),
    }
)
"""`cost`: of all requests together, relative or in USD. `quality`: the mean probability of a good
answer, relative or in points. `changed`, `refused` (newly), `lower` (tier): requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A limit, and how the plan stands to it."""

    limit: Limit
    is_crossed: bool
    sentence: str


def plan_limit(text: str) -> Limit:
    """The limit on a plan that a text writes.

    Raises:
        InvalidRequest: it is not of the form.
    """
    return parse_limit(text, metrics={name: one.units for name, one in _METRICS.items()})


def crossings(plan: Plan, limits: Sequence[Limit]) -> list[Crossing]:
    """How the plan stands to each limit. What cannot be judged counts as crossed."""
    return [_crossing(plan, limit) for limit in limits]


def _crossing(plan: Plan, limit: Limit) -> Crossing:
    figure = _METRICS[limit.metric].read(plan, limit.unit)
    unknown = None if figure is not None else f"no decision has a {limit.metric} that is known"
    if not plan.whole.sums.requests:
        unknown = "no decision is recorded in this time"
    if figure is None or unknown is not None:
        sentence = f"{limit.text}: cannot be judged, {unknown}"
        return Crossing(limit=limit, is_crossed=True, sentence=sentence)
    is_crossed = limit.is_crossed_by(figure)
    word = "crossed" if is_crossed else "kept"
    return Crossing(
        limit=limit,
        is_crossed=is_crossed,
        sentence=f"{limit.text}: {word}, it is {_shown(figure, limit.unit)}",
    )


def _shown(figure: float, unit: Unit) -> str:
    if unit is Unit.SHARE:
        return f"{figure:+.2f}%"
    return f"{figure:+.6g}" + (" USD" if unit is Unit.USD else "")
