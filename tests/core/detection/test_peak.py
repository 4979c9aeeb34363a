"""Tests of `router.core.detection.peak`."""

import pytest

from router.core.detection.peak import Peak
from tests.core.detection.traffic import DAY_S


def test_one_crazy_episode_at_most_doubles_it() -> None:
    peak = Peak(doubted_from=10)
    peak.learn(15, at_s=1, is_new=True)

    peak.learn(100_000, at_s=2, is_new=False)
    assert peak.value == pytest.approx(30)


def test_of_who_is_new_far_more_is_believed() -> None:
    peak = Peak(doubted_from=10)

    peak.learn(90, at_s=1, is_new=True)
    assert peak.value == 90


def test_it_halves_in_four_weeks_and_small_tops_do_not_lower_it() -> None:
    peak = Peak(doubted_from=10)
    peak.learn(10, at_s=1, is_new=False)

    peak.learn(1, at_s=1 + 28 * DAY_S, is_new=False)
    assert peak.value == pytest.approx(5)
