import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from classifier.evaluation.drawing import HEIGHT, WIDTH, Frame, coverage_plot, reliability_plot
from classifier.evaluation.metrics import Bin

CURVES = {
    "priority": [(1.0, 0.80), (0.5, 0.9)],
    "complexity": [(1.0, 0.79), (0.5, 0.85)],
    "task": [(1.0, 0.60), (0.5, 0.8)],
}


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def test_right_is_more_and_up_is_more() -> None:
    frame = Frame()
    (left, low), (right, high) = frame.place((0, 0)), frame.place((1, 1))
    assert 0 < left < right < WIDTH
    assert HEIGHT > low > high > 0


def test_a_point_stands_for_its_prompts_by_area() -> None:
    svg = parsed(reliability_plot([Bin(0.5, 0.4, 25), Bin(0.9, 0.95, 100)], kind="task"))
    small, large = svg.iter("circle")
    assert float(large.attrib["r"]) == pytest.approx(2 * float(small.attrib["r"]), abs=0.1)
    assert small[0].text == "25 prompts: 50% sure, 40% right"


def test_perfect_calibration_lies_on_the_diagonal() -> None:
    svg = parsed(reliability_plot([Bin(0.2, 0.2, 5), Bin(0.7, 0.7, 5)], kind="task"))
    (ideal,) = [line for line in svg.iter("line") if line.attrib["class"] == "ideal"]
    x1, y1, x2, y2 = (float(ideal.attrib[name]) for name in ("x1", "y1", "x2", "y2"))
    for circle in svg.iter("circle"):
        share = (float(circle.attrib["cx"]) - x1) / (x2 - x1)
        assert float(circle.attrib["cy"]) == pytest.approx(y1 + share * (y2 - y1), abs=0.2)


def test_names_of_curves_do_not_overlap() -> None:
    svg = parsed(coverage_plot(CURVES))
    heights = sorted(
        float(text.attrib["y"]) for text in svg.iter("text") if text.attrib.get("class") == "name"
    )
    assert len(heights) == len(CURVES)
    assert min(b - a for a, b in pairwise(heights)) >= 12


def test_everything_lies_within_the_picture() -> None:
    for svg in (coverage_plot(CURVES), reliability_plot([], kind="task")):
        points = re.findall(r'(?:points|x1|x2|cx)="([\d.]+)', svg)
        assert all(0 <= float(x) <= WIDTH for x in points)
