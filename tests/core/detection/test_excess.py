"""Tests of `router.core.detection.excess`."""

from router.core.detection.excess import Excess


def _excess(*, allowed_per_s: float, pause_s: float = 600) -> Excess:
    made = Excess(pause_s=pause_s)
    made.allowed_per_s = allowed_per_s
    return made


def test_what_comes_at_the_allowed_pace_adds_up_to_nothing() -> None:
    excess = _excess(allowed_per_s=1)
    for second in range(1000):
        excess.add(1.0 + second, 1.0)

    assert excess.level == 1.0


def test_what_comes_at_twice_the_allowed_pace_adds_up_however_long_it_takes() -> None:
    steep, slight = _excess(allowed_per_s=0.1), _excess(allowed_per_s=0.1)
    for each in range(100):
        steep.add(1.0 + each, 1.0)
        slight.add(1.0 + 5 * each, 1.0)

    assert steep.level > 85
    assert 45 < slight.level < 55


def test_an_empty_bucket_ends_an_episode_and_tells_its_top() -> None:
    excess = _excess(allowed_per_s=1)
    for each in range(5):
        excess.add(1.0 + each / 1000, 1.0)

    top = excess.add(100.0, 1.0)
    assert top is not None
    assert 4.9 < top <= 5
    assert (excess.level, excess.amount, excess.since_s) == (1.0, 1.0, 100.0)
    assert excess.events == 1


def test_a_pause_ends_an_episode_too() -> None:
    excess = _excess(allowed_per_s=0.0, pause_s=60)
    excess.add(1.0, 1.0)

    assert excess.add(61.0, 1.0) is None
    assert excess.add(122.0, 1.0) == 2.0


def test_half_of_it_can_be_forgiven() -> None:
    excess = _excess(allowed_per_s=0.0)
    excess.add(1.0, 8.0)
    excess.forgive_half()

    assert excess.level == 4.0


def test_events_out_of_order_neither_drain_nor_fail() -> None:
    excess = _excess(allowed_per_s=1)
    excess.add(100.0, 1.0)
    excess.add(90.0, 1.0)

    assert excess.level == 2.0
