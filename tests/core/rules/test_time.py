"""Tests of `router.core.rules.time`."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from router.core.rules.time import TimeIs
from tests.factories import facts

OFFICE = {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "until": "18:00"}
NIGHT = {"days": "fri", "from": "22:00", "until": "06:00"}


def matches(window: object, at: str) -> bool:
    """Whether a window holds at a moment; without an offset it is UTC."""
    moment = datetime.fromisoformat(at)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return TimeIs.model_validate(window).matches(facts(at=moment))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-20T07:59:59", False),  # a Friday
        ("2026-11-20T08:00:00", True),
        ("2026-11-20T17:59:59.999999", True),
        ("2026-11-20T18:00:00", False),
        ("2026-11-21T12:00:00", False),
        ("2026-11-23T12:00:00", True),
    ],
)
def test_the_first_minute_belongs_to_the_hours_and_the_end_does_not(
    at: str, expected: bool
) -> None:
    assert matches(OFFICE, at) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-20T21:59", False),
        ("2026-11-20T22:00", True),
        ("2026-11-20T23:59:59", True),
        ("2026-11-21T00:00", True),
        ("2026-11-21T05:59", True),
        ("2026-11-21T06:00", False),
        ("2026-11-20T05:00", False),
        ("2026-11-21T22:30", False),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(at: str, expected: bool) -> None:
    assert matches(NIGHT, at) is expected


def test_the_night_after_sunday_is_in_the_week_that_follows() -> None:
    window = {"days": "sun", "from": "22:00", "until": "06:00"}

    assert matches(window, "2026-11-23T01:00")  # a Monday
    assert not matches(window, "2026-11-22T01:00")


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ({"days": ["sat", "sun"]}, "2026-11-21T00:00", "2026-11-20T23:59"),
        ({"from": "18:00"}, "2026-11-20T23:59", "2026-11-20T17:59"),
        ({"from": "18:00", "until": "00:00"}, "2026-11-20T23:59", "2026-11-20T00:00"),
        ({"until": "06:00"}, "2026-11-20T00:00", "2026-11-20T06:00"),
    ],
)
def test_what_is_left_out_does_not_limit(
    window: dict[str, object], inside: str, outside: str
) -> None:
    assert matches(window, inside)
    assert not matches(window, outside)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-27T06:30+00:00", False),  # 07:30 in Berlin, two days before summer time
        ("2026-03-30T06:30+00:00", True),  # 08:30 in Berlin
        ("2026-10-23T06:00+00:00", True),  # 08:00 in Berlin, the last Friday of summer time
        ("2026-10-26T06:00+00:00", False),  # 07:00 in Berlin
        ("2026-11-20T23:30-08:00", True),  # Saturday 08:30 in Berlin
    ],
)
def test_the_clock_of_the_zone_counts_in_summer_and_winter(at: str, expected: bool) -> None:
    assert matches({"from": "08:00", "until": "18:00", "timezone": "Europe/Berlin"}, at) is expected


def test_the_day_of_the_zone_counts() -> None:
    window = {"days": "sat", "timezone": "Asia/Tokyo"}

    assert matches(window, "2026-11-20T15:00+00:00")
    assert not matches(window, "2026-11-20T14:59+00:00")


@pytest.mark.parametrize("at", ["2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00"])
def test_an_hour_that_the_clock_shows_twice_counts_twice(at: str) -> None:
    window = {"from": "02:00", "until": "03:00", "timezone": "Europe/Berlin"}

    assert matches(window, at)
    assert not matches(window, "2026-10-25T02:30+00:00")


def test_an_hour_that_the_clock_skips_never_comes() -> None:
    window = {"from": "02:00", "until": "03:00", "timezone": "Europe/Berlin"}

    assert not matches(window, "2026-03-29T00:59+00:00")
    assert not matches(window, "2026-03-29T01:00+00:00")


def test_tells_what_it_saw_and_wanted() -> None:
    condition = TimeIs.model_validate({**NIGHT, "timezone": "Europe/Berlin"})

    assert condition.observed(facts()) == "it is fri 13:00 Europe/Berlin"
    assert condition.wanted() == "fri from 22:00 until 06:00 Europe/Berlin"
    assert TimeIs.model_validate({"days": ["mon", "tue"]}).wanted() == "mon or tue UTC"
    assert TimeIs.model_validate({"until": "06:00"}).wanted() == "until 06:00 UTC"


def test_is_written_back_as_it_was_read() -> None:
    written = TimeIs.model_validate(NIGHT).model_dump(mode="json", exclude_none=True)

    assert written == {"days": ["fri"], "from": "22:00", "until": "06:00", "timezone": "UTC"}
    assert TimeIs.model_validate(written) == TimeIs.model_validate(NIGHT)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({}, "write days, from or until"),
        ({"timezone": "UTC"}, "write days, from or until"),
        ({"from": "08:00", "until": "08:00"}, "leave out both for the whole day"),
        ({"from": "8:00"}, "write it as 08:00"),
        ({"until": "24:00"}, "midnight 00:00"),
        ({"until": "08:60"}, "no time of day"),
        ({"from": 480}, "valid string"),
        ({"days": "monday"}, "'mon', 'tue'"),
        ({"days": "mon", "timezone": "Europe/Berln"}, "did you mean 'Europe/Berlin'"),
        ({"start": "08:00"}, "Extra inputs"),
    ],
)
def test_refuses_what_names_no_time(written: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        TimeIs.model_validate(written)
