"""Tests of `router.core.detection.repeats`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.detection.repeats import REMEMBERED, Repeats


def test_a_sketch_with_three_other_bits_is_nearly_the_same() -> None:
    repeats = Repeats()
    assert not repeats.add(1, fingerprint="a", sketch=0xABCD)

    assert repeats.add(2, fingerprint="b", sketch=0xABCD ^ 0b111)
    assert not repeats.add(3, fingerprint="c", sketch=0xABCD ^ (0b1111 << 20))
    assert repeats.bits == 0b010


@given(
    st.lists(st.integers(1, 2**64 - 1), min_size=1, max_size=REMEMBERED),
    st.integers(0, REMEMBERED),
    st.sets(st.integers(0, 63), max_size=5),
)
def test_it_is_near_wherever_comparing_with_each_says_so(
    seen: list[int], which: int, flipped: set[int]
) -> None:
    repeats = Repeats()
    for sketch in seen:
        repeats.add(1, fingerprint=None, sketch=sketch)

    asked = seen[which % len(seen)] ^ sum(1 << bit for bit in flipped)
    near = asked != 0 and any((other ^ asked).bit_count() <= 3 for other in seen)
    assert repeats.add(2, fingerprint=None, sketch=asked) == near


def test_an_equal_fingerprint_needs_no_sketch() -> None:
    repeats = Repeats()
    repeats.add(1, fingerprint="a", sketch=None)

    assert repeats.add(2, fingerprint="a", sketch=None)
    assert not repeats.add(3, fingerprint=None, sketch=None)


def test_only_the_last_prompts_are_remembered() -> None:
    repeats = Repeats()
    for each in range(REMEMBERED + 1):
        repeats.add(float(each), fingerprint=str(each), sketch=None)

    assert not repeats.add(40, fingerprint="0", sketch=None)
    assert repeats.span_s(40) == 38


@pytest.mark.parametrize(("gaps_s", "most"), [((5.0,), 0.001), ((1.0, 9.0), 0.9)])
def test_unevenness_tells_a_clock_from_a_person(gaps_s: tuple[float, ...], most: float) -> None:
    repeats, at_s = Repeats(), 0.0
    for each in range(REMEMBERED):
        at_s += gaps_s[each % len(gaps_s)]
        repeats.add(at_s, fingerprint=None, sketch=None)

    assert most - 0.2 < repeats.unevenness() <= most


def test_all_at_one_moment_is_as_even_as_can_be() -> None:
    assert Repeats().unevenness() == 0.0
