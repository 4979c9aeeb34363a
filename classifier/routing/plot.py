"""How is a curve drawn without a plotting library?"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

__all__ = ["Line", "draw"]

Line = Sequence[tuple[float, float]]

WIDTH, HEIGHT, MARGIN, LEGEND = 640, 400, 56, 170
# Distinct for the colour-blind (Okabe and Ito).
COLOURS: Final = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
    "#000000",
    "#999999",
    "#f0e442",
)
TICKS: Final = 5


def draw(lines: Mapping[str, Line], title: str, *, x_label: str, y_label: str) -> str:
    """An SVG with one line for each name, axes that fit them all, and a legend."""
    points = [point for line in lines.values() for point in line]
    if not points:
        raise ValueError("There is nothing to draw: give at least one line with a point.")
    frame = _Frame(points)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + LEGEND} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH + LEGEND}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{WIDTH / 2}" y="20" text-anchor="middle" font-size="14">{escape(title)}</text>',
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x_label)}</text>',
        f'<text transform="translate(14 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(y_label)}</text>",
        *frame.axes(),
    ]
    for index, (name, line) in enumerate(lines.items()):
        colour = COLOURS[index % len(COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(frame.place, line))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        height = MARGIN + 18 * index
        parts.append(f'<rect x="{WIDTH}" y="{height - 9}" width="12" height="4" fill="{colour}"/>')
        parts.append(f'<text x="{WIDTH + 18}" y="{height}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>\n"])


class _Frame:
    """Where a value lies on the page."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        xs, ys = zip(*points, strict=True)
        self._low = min(xs), min(ys)
        self._size = (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Page coordinates of a value."""
        x = (point[0] - self._low[0]) / self._size[0]
        y = (point[1] - self._low[1]) / self._size[1]
        return MARGIN + x * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - y * (HEIGHT - 2 * MARGIN)

    def axes(self) -> list[str]:
        """Grid lines with their values."""
        parts = []
        for step in range(TICKS + 1):
            share = step / TICKS
            value = self._low[0] + share * self._size[0], self._low[1] + share * self._size[1]
            x, y = self.place(value)
            parts += [
                f'<line x1="{x:.1f}" y1="{MARGIN}" x2="{x:.1f}" y2="{HEIGHT - MARGIN}" '
                'stroke="#eee"/>',
                f'<line x1="{MARGIN}" y1="{y:.1f}" x2="{WIDTH - MARGIN}" y2="{y:.1f}" '
                'stroke="#eee"/>',
                f'<text x="{x:.1f}" y="{HEIGHT - MARGIN + 16}" text-anchor="middle">'
                f"{value[0]:.3g}</text>",
                f'<text x="{MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end">{value[1]:.3g}</text>',
            ]
        return parts
