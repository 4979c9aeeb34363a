"""Do moments come back exactly?"""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.moments import from_micros, to_micros

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-11))])


@given(moment=st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES))  # noqa: DTZ001
def test_every_moment_comes_back(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


def test_counts_microseconds_since_1970() -> None:
    assert to_micros(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC)) == 1_000_005


def test_refuses_a_moment_without_time_zone() -> None:
    with pytest.raises(TypeError, match="naive"):
        to_micros(datetime(2026, 1, 1))  # noqa: DTZ001
