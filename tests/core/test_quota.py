"""Tests of `router.core.quota`."""

import pytest
from pydantic import ValidationError

from router.core.hold import Unit
from router.core.quota import Quota


def quota(**written: object) -> Quota:
    return Quota.model_validate(
        {"id": "q", "unit": "requests", "limit": 600, "per": "minute", **written}
    )


@pytest.mark.parametrize(
    ("per", "seconds", "words"),
    [
        ("minute", 60, "requests a minute"),
        ("hour", 3_600, "requests an hour"),
        ("day", 86_400, "requests a day"),
    ],
)
def test_it_limits_any_time_of_its_length(per: str, seconds: int, words: str) -> None:
    one = quota(per=per)

    assert one.rolling is not None
    assert one.rolling.length_us == seconds * 1_000_000
    assert one.span_in_words == words


def test_requests_at_once_have_no_time() -> None:
    one = quota(unit="concurrent", per=None)

    assert (one.unit, one.rolling, one.span_in_words) == (
        Unit.CONCURRENT,
        None,
        "requests at once",
    )


def test_it_has_the_scope_of_a_budget() -> None:
    assert dict(quota(key="key_1", tier="premium").scope.names) == {
        "key_id": "key_1",
        "tier": "premium",
    }


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"per": None}, "minute, hour or day"),
        ({"unit": "concurrent"}, "concurrent has none"),
        ({"unit": "usd"}, "unit"),
        ({"limit": 0}, "limit"),
        ({"limit": 1.5}, "limit"),
        ({"limit": 10**16}, "limit"),
        ({"per": "month"}, "per"),
        ({"id": "Not An Id"}, "id"),
        ({"contact": ""}, "contact"),
    ],
)
def test_what_makes_no_sense_is_refused(written: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        quota(**written)
