"""Tests of `router.core.admission_pressure`."""

from hypothesis import given
from hypothesis import strategies as st

from router.core.admission import Rank
from router.core.admission_pressure import Pressure


def crowded(*, serving: Rank | None = None, for_s: float = 1.0) -> Pressure:
    """Somebody has waited for a second all the time; one rank gets turns."""
    pressure = Pressure()
    for number in range(int(for_s * 100) + 1):
        now_s = number / 100
        if serving is not None:
            pressure.serve(serving, now_s)
        pressure.look(now_s, oldest_s=now_s - 1)
    return pressure


@given(st.lists(st.tuples(st.floats(0, 0.05), st.booleans()), max_size=200))
def test_no_wait_that_is_short_is_ever_overload(steps: list[tuple[float, bool]]) -> None:
    pressure, now_s = Pressure(), 0.0
    for step_s, is_empty in steps:
        now_s += step_s
        pressure.look(now_s, oldest_s=None if is_empty else now_s - 0.04)

        assert not pressure.is_standing
        assert all(pressure.admits(rank) for rank in Rank)


def test_a_wait_that_does_not_end_is_overload() -> None:
    assert not crowded(for_s=0.3).is_standing
    assert crowded(for_s=0.8).is_standing


def test_who_may_wait_longer_sees_overload_later() -> None:
    patient = Pressure(longest_wait_s=0.9)
    hasty = Pressure(longest_wait_s=0.01)
    for number in range(100):
        for pressure in (patient, hasty):
            pressure.look(number / 100, oldest_s=number / 100 - 1)

    assert hasty.is_standing
    assert not patient.is_standing


def test_a_process_that_stood_still_once_is_not_overloaded() -> None:
    pressure = Pressure()
    pressure.look(0.0, oldest_s=None)
    pressure.look(9.0, oldest_s=1.0)

    assert not pressure.is_standing


def test_one_moment_without_a_long_wait_ends_it() -> None:
    pressure = crowded(serving=Rank.NORMAL)
    assert not pressure.admits(Rank.LOW)
    pressure.look(1.01, oldest_s=None)

    assert all(pressure.admits(rank) for rank in Rank)


@given(st.sampled_from([None, *Rank]))
def test_high_is_never_refused_while_a_lower_rank_passes(serving: Rank | None) -> None:
    pressure = crowded(serving=serving)
    passing = [pressure.admits(rank) for rank in Rank]

    assert passing[0]
    assert passing == sorted(passing, reverse=True)
    assert sum(passing) == (1 if serving is None else serving + 1)
