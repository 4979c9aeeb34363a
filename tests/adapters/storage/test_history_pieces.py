"""Tests of `router.adapters.storage.history_pieces`."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.history_pieces import cut
from tests.factories import NOON

WINDOW = (NOON, NOON + timedelta(days=1))


@given(first=st.integers(-5, 50), count=st.integers(1, 60), size=st.integers(1, 70))
def test_each_number_lies_in_exactly_one_piece(first: int, count: int, size: int) -> None:
    pieces = cut((first, first + count - 1), [], window=WINDOW, size=size)

    numbers = [n for piece in pieces for n in range(piece.first, piece.last + 1)]
    assert numbers == list(range(first, first + count))
    assert all(piece.last - piece.first < size for piece in pieces)
    assert {(piece.since, piece.until) for piece in pieces} == {WINDOW}


def test_a_decision_with_several_bookings_is_known_to_all_pieces_between() -> None:
    pieces = cut((10, 19), [("a", 10, 11), ("b", 13, 17)], window=WINDOW, size=3)

    assert [sorted(piece.shared) for piece in pieces] == [["a"], ["b"], ["b"], []]


def test_what_was_booked_before_the_first_number_does_no_harm() -> None:
    (piece,) = cut((10, 10), [("a", 3, 40)], window=WINDOW, size=5)

    assert piece.shared == {"a"}
