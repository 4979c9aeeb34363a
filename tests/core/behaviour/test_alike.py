"""Tests of `router.core.behaviour.alike`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.behaviour.alike import Alike
from tests.core.behaviour.asking import DAY_US, asked

SKETCHES = st.integers(0, 2**64 - 1)


@given(SKETCHES, st.sets(st.integers(0, 63), max_size=6))
def test_three_bits_of_difference_are_alike_and_four_are_not(sketch: int, bits: set[int]) -> None:
    seen = Alike()
    seen.saved_nanos(asked(sketch=sketch))
    other = sketch
    for bit in bits:
        other ^= 1 << bit

    found = seen.saved_nanos(asked(sketch=other, fingerprint="g"))

    assert (found == 0) is (len(bits) <= 3)


@pytest.mark.parametrize(
    "later",
    [
        {"fingerprint": "f"},
        {"team": "pay"},
        {"at_us": DAY_US + 1},
        {"turns": 2},
        {"sketch": None},
    ],
)
def test_the_very_same_other_teams_other_days_and_later_turns_are_not(
    later: dict[str, object],
) -> None:
    seen = Alike()
    seen.saved_nanos(asked(sketch=9))
    assert seen.saved_nanos(asked(**{"sketch": 9, "fingerprint": "g", **later})) is None
