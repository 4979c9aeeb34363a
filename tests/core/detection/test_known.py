"""Tests of `router.core.detection.known`."""

from router.core.detection.known import Known


def test_it_tells_since_when_a_name_is_known() -> None:
    known = Known(most=4)

    assert known.see("home", hour=100) == 0
    assert known.see("home", hour=130) == 30
    assert known.longer_than(24, hour=130) == 1
    assert known.longer_than(31, hour=130) == 0


def test_what_was_seen_longest_ago_makes_room() -> None:
    known = Known(most=2)
    known.see("old", hour=1)
    known.see("home", hour=2)
    known.see("old", hour=3)
    assert known.is_full

    known.see("new", hour=4)
    assert known.see("old", hour=5) == 4
    assert len(known.seen) == 2


def test_rows_give_it_back() -> None:
    known, again = Known(most=4), Known(most=4)
    known.see("home", hour=490_000)
    known.see("home", hour=490_020)

    again.restore(known.rows())
    assert again.seen == known.seen
    assert again.see("home", hour=490_030) == 30


def test_a_name_may_hold_anything() -> None:
    assert Known(most=1).see("\ud800", hour=1) == 0
