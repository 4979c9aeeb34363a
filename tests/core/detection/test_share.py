"""Tests of `router.core.detection.share`."""

import pytest

from router.core.detection.share import Share


def test_every_busy_hour_weighs_the_same() -> None:
    share = Share()
    for is_hit, requests in ((True, 1000), (False, 1)):
        for _ in range(requests):
            share.add(is_hit)
        share.close_hour()

    assert share.usual == pytest.approx(0.5)


def test_one_hour_hardly_moves_what_was_learned_in_weeks() -> None:
    share = Share()
    for _ in range(100):
        share.add(is_hit=False)
        share.close_hour()
    for _ in range(5000):
        share.add(is_hit=True)
    share.close_hour()

    assert share.usual == pytest.approx(0.03)


def test_an_hour_without_requests_teaches_nothing() -> None:
    share = Share()
    share.close_hour()

    assert share.hours == 0
