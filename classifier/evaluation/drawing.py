"""How are the curves of an evaluation drawn, without a plotting library?

Colours are classes: the page gives them, in light and in dark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import sqrt
from typing import Final

from classifier.evaluation.metrics import Bin

__all__ = ["Frame", "coverage_plot", "reliability_plot"]

# Close to the width of a phone, so that letters stay as large as they are meant.
WIDTH, HEIGHT = 320, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 10, 40
LARGEST_DOT, SMALLEST_DOT = 11.0, 2.5
LETTER_HEIGHT: Final = 13

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the plane is shown, and where it lies on the page."""

    x: tuple[float, float] = (0.0, 1.0)
    y: tuple[float, float] = (0.0, 1.0)
    right: int = RIGHT

    def place(self, point: Point) -> Point:
        """Page coordinates of a point."""
        across = (point[0] - self.x[0]) / (self.x[1] - self.x[0])
        up = (point[1] - self.y[0]) / (self.y[1] - self.y[0])
        width, height = WIDTH - LEFT - self.right, HEIGHT - TOP - BOTTOM
        return LEFT + across * width, TOP + (1 - up) * height

    def axes(self, x_label: str, y_label: str) -> list[str]:
        """Grid, ticks at every fifth, and what the axes mean."""
        parts: list[str] = []
        for step in range(6):
            x = self.x[0] + (self.x[1] - self.x[0]) * step / 5
            y = self.y[0] + (self.y[1] - self.y[0]) * step / 5
            across, up = self.place((x, y))
            bottom = HEIGHT - BOTTOM
            parts += [
                _line("grid", ((across, TOP), (across, bottom))),
                _line("grid", ((LEFT, up), (WIDTH - self.right, up))),
                _text((across, bottom + 15), f"{100 * x:.0f}", anchor="middle"),
                _text((LEFT - 6, up + 4), f"{100 * y:.0f}", anchor="end"),
            ]
        middle = (LEFT + WIDTH - self.right) / 2
        parts.append(_text((middle, HEIGHT - 6), x_label, anchor="middle"))
        height = (TOP + HEIGHT - BOTTOM) / 2
        turned = f'transform="translate(11 {height:.0f}) rotate(-90)" text-anchor="middle"'
        return [*parts, f"<text {turned}>{escape(y_label)}</text>"]


def reliability_plot(bins: Sequence[Bin], *, kind: str) -> str:
    """Share right by confidence; the larger a point, the more prompts it stands for."""
    frame = Frame()
    most = max((found.prompts for found in bins), default=1)
    ends = frame.place((0, 0)), frame.place((1, 1))
    parts = [*frame.axes("confidence, %", "right, %"), _line("ideal", ends)]
    places = [frame.place((found.confidence, found.accuracy)) for found in bins]
    parts.append(_curve(places))
    for found, (x, y) in zip(bins, places, strict=True):
        radius = max(SMALLEST_DOT, LARGEST_DOT * sqrt(found.prompts / most))
        said = f"{found.prompts} prompts: {found.confidence:.0%} sure, {found.accuracy:.0%} right"
        parts.append(
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
            f"<title>{said}</title></circle>"
        )
    return _svg(parts, f"Reliability of {kind}", kind=kind)


def coverage_plot(curves: Mapping[str, Sequence[Point]]) -> str:
    """Share right by how many of the surest prompts are acted on, one curve a head."""
    values = [value for curve in curves.values() for _, value in curve]
    lowest = max(0.0, int(min(values, default=0.0) * 10 - 0.5) / 10)
    # Names stand behind the end of each curve.
    frame = Frame(y=(lowest, 1.0), right=82)
    parts = frame.axes("acted on, % of prompts", "right, %")
    ends = {head: frame.place(max(curve)) for head, curve in curves.items()}
    heights = _apart({head: end[1] + 4 for head, end in ends.items()})
    for head, curve in curves.items():
        drawn = _curve([frame.place(point) for point in curve])
        name = _text((ends[head][0] + 6, heights[head]), head, kind="name")
        parts.append(f'<g class="{escape(head)}">{drawn}{name}</g>')
    return _svg(parts, "Accuracy by coverage", kind="")


def _apart(heights: Mapping[str, float]) -> dict[str, float]:
    """The same heights in the same order, moved down where letters would overlap."""
    order = sorted(heights, key=heights.__getitem__)
    moved = {name: heights[name] for name in order}
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + LETTER_HEIGHT)
    return moved


def _svg(parts: Sequence[str], title: str, *, kind: str) -> str:
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}"'
    return f'<svg class="{escape(kind)}" {size}>{"".join(parts)}</svg>'


def _curve(points: Sequence[Point]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline class="curve" points="{path}"/>'


def _line(kind: str, ends: tuple[Point, Point]) -> str:
    start, end = ends
    return (
        f'<line class="{kind}" x1="{start[0]:.1f}" y1="{start[1]:.1f}" '
        f'x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'
    )


def _text(place: Point, text: str, *, anchor: str = "start", kind: str = "") -> str:
    where = f'x="{place[0]:.1f}" y="{place[1]:.1f}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {where}>{escape(text)}</text>'
