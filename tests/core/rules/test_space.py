"""Tests of `router.core.rules.space`."""

from collections.abc import Iterator, Sequence
from itertools import product as pairs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.core.facts import Facts
from router.core.rules import AllOf, AnyOf, NoneOf, When
from router.core.rules.space import (
    NO,
    YES,
    Box,
    Range,
    Span,
    Values,
    box_of,
    complement,
    intersect,
    is_covered,
    product,
    subtract,
)
from tests.core.rules.points import ARGUMENTS, any_facts, groups, lies_in, written

COLOURS = frozenset({"red", "green", "blue"})
Point = dict[str, str | float]

# The ends of ranges are whole numbers and the names few, so these points meet every cell there is.
GRID: list[Point] = [
    {"team": team, "colour": colour, "size": half / 2, "flag": flag}
    for team, colour, half, flag in pairs(
        ("a", "b", "another"), sorted(COLOURS), range(-1, 8), ("true", "false")
    )
]


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    ends = st.sampled_from((0.0, 1.0, 2.0, 3.0))
    low = draw(st.just(float("-inf")) | ends)
    high = draw(st.just(float("inf")) | ends)
    return Range(
        low=low, high=high, is_low_open=draw(st.booleans()), is_high_open=draw(st.booleans())
    )


SPANS: dict[str, st.SearchStrategy[Span]] = {
    "team": st.builds(Values, st.frozensets(st.sampled_from("ab")), is_complement=st.booleans()),
    "colour": st.frozensets(st.sampled_from(sorted(COLOURS))).map(
        lambda names: Values(names, among=COLOURS)
    ),
    "size": ranges(),
    "flag": st.sampled_from((YES, NO)),
}
BOXES: st.SearchStrategy[Box] = (
    st.fixed_dictionaries({}, optional=SPANS).map(box_of).filter(bool).map(lambda boxes: boxes[0])
)
UNIONS = st.lists(BOXES, max_size=4).map(tuple)


def contains(box: Box, point: Point) -> bool:
    def holds(span: Span, value: str | float) -> bool:
        if isinstance(span, Values):
            return (value in span.names) is not span.is_complement
        number = float(value)
        is_above = number > span.low or (number == span.low and not span.is_low_open)
        return is_above and (number < span.high or (number == span.high and not span.is_high_open))

    return all(holds(span, point[axis]) for axis, span in box.items())


def count(boxes: Sequence[Box], point: Point) -> int:
    return sum(contains(box, point) for box in boxes)


@given(BOXES, BOXES)
def test_the_intersection_holds_what_lies_in_both(one: Box, other: Box) -> None:
    both = intersect(one, other)

    for point in GRID:
        in_both = contains(one, point) and contains(other, point)
        assert (both is not None and contains(both, point)) is in_both


@given(BOXES, BOXES)
def test_subtracting_leaves_each_point_outside_the_other_once(one: Box, other: Box) -> None:
    pieces = subtract(one, other)

    for point in GRID:
        assert count(pieces, point) == (contains(one, point) and not contains(other, point))


@given(UNIONS)
def test_the_complement_holds_each_point_outside_once(boxes: tuple[Box, ...]) -> None:
    outside = complement(boxes)

    for point in GRID:
        assert count(outside, point) == (count(boxes, point) == 0)


@given(UNIONS, UNIONS)
def test_the_product_holds_what_lies_in_each_union(
    one: tuple[Box, ...], other: tuple[Box, ...]
) -> None:
    both = product([one, other])

    for point in GRID:
        assert bool(count(both, point)) is bool(count(one, point) and count(other, point))


@given(BOXES, st.lists(BOXES, max_size=6))
def test_a_box_is_covered_if_each_of_its_points_is(box: Box, by: list[Box]) -> None:
    inside = [point for point in GRID if contains(box, point)]

    assert is_covered(box, by) is all(count(by, point) for point in inside)


@given(UNIONS)
def test_no_box_that_comes_out_is_empty(boxes: tuple[Box, ...]) -> None:
    for box in complement(boxes):
        assert any(contains(box, point) for point in GRID)


def test_a_box_with_an_empty_span_is_none() -> None:
    assert box_of({"team": Values(frozenset()), "flag": YES}) == ()
    assert box_of({"size": Range(low=1, high=1, is_low_open=True)}) == ()


def test_a_span_that_permits_everything_leaves_the_axis_free() -> None:
    every = Values(COLOURS, among=COLOURS)

    assert box_of({"colour": every, "size": Range(), "flag": YES}) == ({"flag": YES},)
    assert box_of({"team": Values(frozenset(), is_complement=True)}) == ({},)


def test_names_and_numbers_on_one_axis_are_a_mistake() -> None:
    with pytest.raises(TypeError, match="both names and numbers"):
        intersect({"size": Range(low=1)}, {"size": YES})


def scattered(number: int) -> tuple[Box, ...]:
    """Boxes whose complement has ever more pieces."""
    return tuple({f"{n}:one": YES, f"{n}:two": YES} for n in range(number))


def test_beyond_the_limit_nothing_is_claimed_of_a_complement() -> None:
    boxes = scattered(4)
    (unknown,) = complement(boxes, limit=8)

    assert len(complement(boxes)) == 16
    assert not is_covered({}, (unknown, *boxes))
    assert not any(is_covered(unknown, [box]) for box in boxes)
    assert complement(boxes, limit=8) == (unknown,)
    assert complement(scattered(5), limit=8) != (unknown,)


def test_beyond_the_limit_nothing_is_claimed_of_a_product() -> None:
    unions = [({f"{n}:one": YES}, {f"{n}:two": YES}) for n in range(4)]
    (unknown,) = product(unions, limit=8)

    assert len(product(unions)) == 16
    assert not is_covered(unknown, unions[0])
    assert not is_covered({}, (unknown,))


def test_beyond_the_limit_a_box_does_not_count_as_covered() -> None:
    covered = (*scattered(4), *complement(scattered(4)))

    assert is_covered({}, covered)
    assert not is_covered({}, covered, limit=3)


def test_work_is_bounded_where_an_answer_would_take_for_ever() -> None:
    boxes = scattered(200)

    assert len(complement(boxes)) == 1
    assert not is_covered({}, boxes)
    assert len(product([boxes[n : n + 9] for n in range(0, 199, 9)])) <= 1_024


@settings(max_examples=300)
@given(written(), any_facts())
def test_conditions_match_where_their_boxes_are(said: dict[str, object], facts: Facts) -> None:
    for kind, argument in said.items():
        when = When.model_validate({kind: argument})
        (condition,) = when.conditions()

        inside = any(lies_in(box, facts) for box in condition.boxes())
        assert inside is condition.matches(facts), kind


@settings(max_examples=300)
@given(groups(), any_facts())
def test_groups_match_where_their_boxes_are(said: dict[str, object], facts: Facts) -> None:
    when = When.model_validate(said)

    assert any(lies_in(box, facts) for box in when.boxes()) is when.matches(facts)


def kinds() -> Iterator[str]:
    for name, info in When.model_fields.items():
        if not any(group in str(info.annotation) for group in ("AllOf", "AnyOf", "NoneOf")):
            yield name


def test_every_kind_is_compared_with_its_boxes() -> None:
    assert set(ARGUMENTS) == set(kinds())
    assert {AllOf.kind, AnyOf.kind, NoneOf.kind} == {"all", "any", "not"}
