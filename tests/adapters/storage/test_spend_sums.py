"""Which days, hours and entries make a report? All else is in tests/contracts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.spend_sums import DAY_US, HOUR_US, bounds, to_rows
from router.core.ledger import SpendRow
from router.core.money import from_nanos

near = st.integers(-3 * DAY_US, 3 * DAY_US)
on_the_hour = st.integers(-72, 72).map(lambda hour: hour * HOUR_US)


@given(since=near | on_the_hour, until=near | on_the_hour)
def test_the_parts_of_an_interval_touch_and_do_not_overlap(since: int, until: int) -> None:
    given = bounds(since, until)
    parts = [
        (given["since"], given["edge_ends"]),
        (given["first_hour"], given["hours_end"]),
        (given["first_day"], given["last_day"]),
        (given["hours_begin"], given["last_hour"]),
        (given["edge_begins"], given["until"]),
    ]
    filled = [(begin, end) for begin, end in parts if begin < end]
    if since >= until:
        assert filled == []
        return
    assert (filled[0][0], filled[-1][1]) == (since, until)
    assert all(one[1] == other[0] for one, other in pairwise(filled))


@given(since=near | on_the_hour, until=near | on_the_hour)
def test_sums_are_of_whole_days_and_hours_and_entries_of_less_than_an_hour(
    since: int, until: int
) -> None:
    given = bounds(since, until)
    assert given["first_day"] % DAY_US == given["last_day"] % DAY_US == 0
    names = ("first_hour", "hours_end", "hours_begin", "last_hour")
    assert [given[name] % HOUR_US for name in names] == [0] * 4
    assert given["edge_ends"] - since < HOUR_US
    assert until - given["edge_begins"] < HOUR_US
    assert given["hours_end"] - given["first_hour"] < DAY_US


@pytest.mark.parametrize("nanos", [10**18, -1, 0])
def test_sums_are_exact_to_the_nano_dollar(nanos: int) -> None:
    assert to_rows([("search", 1, 2, 3, nanos)]) == [
        SpendRow(
            group="search", requests=1, input_tokens=2, output_tokens=3, cost_usd=from_nanos(nanos)
        )
    ]
