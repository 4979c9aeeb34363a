"""What may a figure not exceed? `cost > +5%`, `quality < -1%`, `refused > 0`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from router.core.errors import InvalidRequest

__all__ = ["Limit", "Unit", "parse_limit"]

_FORM = re.compile(
    r"\s*(?P<metric>[a-z_]+)\s*(?P<sign>[<>])\s*(?P<bound>[+-]?\d{1,12}(?:\.\d{1,9})?)"
    r"\s*(?P<unit>%|usd)?\s*",
    re.IGNORECASE,
)


class Unit(StrEnum):
    """What the bound is counted in."""

    SHARE = "%"
    USD = "usd"
    PLAIN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A figure, and from where on it is too much (or too little)."""

    text: str
    metric: str
    is_upper: bool
    """Whether the figure must not be above the bound; else it must not be below."""
    bound: float
    """As it is written: 5 for 5 %."""
    unit: Unit

    def is_crossed_by(self, figure: float) -> bool:
        """Whether a figure in the limit's unit is beyond the bound; the bound itself is not."""
        return figure > self.bound if self.is_upper else figure < self.bound


def parse_limit(text: str, *, metrics: Mapping[str, frozenset[Unit]]) -> Limit:
    """The limit that a text writes; `metrics` are the figures there are, with their units.

    Raises:
        InvalidRequest: it is not of the form, or names an unknown figure or unit.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise InvalidRequest(
            f"{text!r} is no limit. Write a figure, < or >, and a number: "
            f"one of {', '.join(metrics)}, such as {_example(metrics)!r}."
        )
    metric, unit = found["metric"].lower(), Unit((found["unit"] or "").lower())
    if metric not in metrics:
        near = get_close_matches(metric, metrics, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise InvalidRequest(
            f"{text!r} limits {metric!r}, which is no figure here.{meant} "
            f"There are: {', '.join(metrics)}."
        )
    if unit not in metrics[metric]:
        can = " or ".join(_UNITS[one] for one in Unit if one in metrics[metric])
        raise InvalidRequest(f"{text!r} counts {metric} in {_UNITS[unit]}. Write it in {can}.")
    return Limit(
        text=text.strip(),
        metric=metric,
        is_upper=found["sign"] == ">",
        bound=float(found["bound"]),
        unit=unit,
    )


_UNITS = {Unit.SHARE: "percent (%)", Unit.USD: "USD", Unit.PLAIN: "a plain number"}


def _example(metrics: Mapping[str, frozenset[Unit]]) -> str:
    metric, units = next(iter(metrics.items()))
    return f"{metric} > 5{'%' if Unit.SHARE in units else ''}"
