import time
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from router.adapters.providers.rate_limits import limits_of, retry_after_s_of
from router.core.upstream_limits import UpstreamLimits


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("3", 3.0),
        ("0.25", 0.25),
        ("20ms", 0.02),
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("1h2m3.5s", 3723.5),
        ("2d", 86_400.0),
        ("99999999", 86_400.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("1e400", None),
    ],
)
def test_spans_are_read_in_every_way_that_providers_write_them(
    told: str, seconds: float | None
) -> None:
    assert retry_after_s_of({"retry-after": told}) == seconds


def test_moments_are_read_and_never_lie_in_the_past() -> None:
    soon = datetime.fromtimestamp(time.time() + 60, UTC)
    for told in (format_datetime(soon), soon.isoformat(), str(int(soon.timestamp() * 1000))):
        assert retry_after_s_of({"retry-after": told}) == pytest.approx(60, abs=5)
    assert retry_after_s_of({"retry-after": "2020-01-01T00:00:00Z"}) == 0


def test_milliseconds_are_more_exact_than_seconds() -> None:
    assert retry_after_s_of({"retry-after": "3", "retry-after-ms": "2500"}) == 2.5


def test_without_a_word_the_limit_that_is_used_up_says_when() -> None:
    headers = {
        "x-ratelimit-remaining-requests": "7",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "40s",
    }
    assert retry_after_s_of(headers) == 40


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-ratelimit-remaining-requests": "9999", "x-ratelimit-remaining-tokens": "1999900"},
        {"x-ratelimit-remaining-requests": "many"},
        {"x-ratelimit-remaining-requests": "-1"},
    ],
)
def test_plenty_or_nonsense_is_not_worth_a_word(headers: dict[str, str]) -> None:
    assert limits_of(headers) is None


def test_the_smallest_remainder_of_a_kind_counts() -> None:
    headers = {
        "anthropic-ratelimit-input-tokens-remaining": "50000",
        "anthropic-ratelimit-output-tokens-remaining": "800",
        "anthropic-ratelimit-requests-remaining": "45",
    }
    assert limits_of(headers) == UpstreamLimits(remaining_requests=45, remaining_tokens=800)
