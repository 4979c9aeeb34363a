"""Tests of `router.api.unread`."""

from router.api.unread import Unread


def test_what_is_not_taken_for_a_minute_is_left() -> None:
    unread = Unread()
    assert not unread.is_left(70_000, now_s=0)
    assert not unread.is_left(70_000, now_s=60)
    assert unread.is_left(70_000, now_s=61)


def test_whoever_reads_a_little_is_waited_for() -> None:
    unread = Unread()
    assert not any(unread.is_left(70_000 - taken, now_s=taken * 50) for taken in range(1_000))


def test_where_nothing_waits_nobody_is_late() -> None:
    unread = Unread()
    assert not any(unread.is_left(0, now_s=now_s) for now_s in (0, 100, 10_000))
