"""Tests of `router.core.rolling`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.rolling import Rolling

MINUTE = Rolling(length_us=60_000_000)
S = 1_000_000
AT = st.integers(0, 4 * 10**15)
WINDOWS = st.builds(Rolling, length_us=st.integers(1, 600_000).map(lambda n: n * 60_000_000))


def test_a_minute_is_counted_by_the_second() -> None:
    at = 1_000 * S + 250_000

    assert MINUTE.slice_us(at) == 1_000 * S
    assert MINUTE.since_us(at) == 940 * S
    assert len(MINUTE.slices_us(at)) == 61


@given(WINDOWS, AT)
def test_what_was_used_within_the_window_counts_and_little_more_does(
    window: Rolling, at: int
) -> None:
    since = window.since_us(at)

    assert since <= at - window.length_us < since + window.slice_length_us
    assert window.slices_us(at)[0] == since
    assert window.slices_us(at)[-1] == window.slice_us(at) <= at


@given(WINDOWS, AT)
def test_once_it_is_clear_nothing_counts_and_a_moment_before_something_does(
    window: Rolling, at: int
) -> None:
    clear = window.clear_us(at)

    assert window.since_us(clear) > window.slice_us(at)
    assert window.since_us(clear - 1) == window.slice_us(at)


@given(
    st.lists(st.tuples(st.integers(0, 3 * 60 * S), st.integers(1, 40)), max_size=60),
    st.integers(1, 120),
)
def test_no_window_of_its_length_ever_holds_more_than_the_limit(
    wanted: list[tuple[int, int]], limit: int
) -> None:
    """Granted as a store grants; then every window that ends at a grant is looked at."""
    granted: list[tuple[int, int]] = []
    for at, amount in sorted(wanted):
        counted = sum(n for then, n in granted if MINUTE.slice_us(then) >= MINUTE.since_us(at))
        if counted + amount <= limit:
            granted.append((at, amount))

    for end, _ in granted:
        assert sum(n for at, n in granted if end - MINUTE.length_us <= at <= end) <= limit


@pytest.mark.parametrize("length_us", [0, -60, 61])
def test_a_window_without_equal_slices_is_a_mistake_of_ours(length_us: int) -> None:
    with pytest.raises(ValueError, match="60 equal slices"):
        Rolling(length_us=length_us)
