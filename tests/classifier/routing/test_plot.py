"""Is a plot a well-formed picture of its lines?"""

from xml.etree import ElementTree

import pytest

from classifier.routing.plot import HEIGHT, WIDTH, draw

SPACE = "{http://www.w3.org/2000/svg}"


def test_each_line_is_drawn_inside_the_page_and_named() -> None:
    lines = {"ours": [(0.0, 1.0), (5.0, 3.0)], "a < b": [(2.0, 2.0)]}

    root = ElementTree.fromstring(draw(lines, "T & T", x_label="x", y_label="y"))  # noqa: S314

    drawn = [line.attrib["points"] for line in root.iter(f"{SPACE}polyline")]
    texts = {text.text for text in root.iter(f"{SPACE}text")}
    assert len(drawn) == 2
    assert {"ours", "a < b", "T & T", "x", "y"} <= texts
    for point in " ".join(drawn).split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT


def test_more_is_higher_and_further_right() -> None:
    root = ElementTree.fromstring(draw({"a": [(0, 0), (1, 1)]}, "", x_label="", y_label=""))  # noqa: S314

    first, last = next(root.iter(f"{SPACE}polyline")).attrib["points"].split()
    assert float(first.split(",")[0]) < float(last.split(",")[0])
    assert float(first.split(",")[1]) > float(last.split(",")[1])


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw({}, "", x_label="", y_label="")
