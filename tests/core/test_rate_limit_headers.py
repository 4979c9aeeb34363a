"""Tests of `router.core.rate_limit_headers`."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.account import Account
from router.core.hold import AccountState
from router.core.limit_book import NO_LIMITS, LimitBook
from router.core.quota import Quota
from router.core.rate_limit_headers import duration, rate_limit_headers, retry_after_s
from router.core.stored_limit import StoredBudget, StoredLimit
from tests.factories import NOON


def account(**written: object) -> Account:
    """The one account of a book with one limit."""
    model = Quota if "unit" in written else StoredBudget
    limit = model.model_validate({"id": "one", **written})
    return LimitBook((), [StoredLimit(limit=limit, counted_since=1)]).accounts[0]


def book_of(*accounts: Account) -> LimitBook:
    return LimitBook((), [stored(one) for one in accounts])


def stored(one: Account, id: str | None = None) -> StoredLimit:
    assert isinstance(one.limit, Quota | StoredBudget)
    limit = one.limit.model_copy(update={"id": id or one.limit.id})
    return StoredLimit(limit=limit, counted_since=1)


REQUESTS = account(unit="requests", limit=600, per="minute")
TOKENS = account(unit="tokens", limit=10_000, per="hour", team="search")
AT_ONCE = account(unit="concurrent", limit=5, id="at-once")
MONTH = account(limit_usd=100, per="month")
WINDOW = account(limit_usd=100, window="60h", team="search")


def state(of: Account, *, limit: int = 600, spent: int = 0, held: int = 0) -> AccountState:
    return AccountState(account=of.id, unit=of.unit, limit=limit, spent=spent, held=held)


def test_each_unit_has_limit_rest_and_reset() -> None:
    book = LimitBook((), [stored(REQUESTS), stored(TOKENS, "two")])
    requests, tokens = book.accounts
    states = [
        state(requests, spent=10, held=1),
        state(tokens, limit=10_000, spent=9_000, held=500),
    ]

    assert rate_limit_headers(book, states, at=NOON) == {
        "x-ratelimit-limit-requests": "600",
        "x-ratelimit-remaining-requests": "589",
        "x-ratelimit-reset-requests": "1m1s",
        "x-ratelimit-limit-tokens": "10000",
        "x-ratelimit-remaining-tokens": "500",
        "x-ratelimit-reset-tokens": "1h1m0s",
    }


def test_of_several_quotas_the_one_with_least_left_is_told() -> None:
    book = LimitBook((), [stored(TOKENS, "wide"), stored(TOKENS, "tight")])
    wide, tight = book.accounts
    states = [state(wide, limit=10_000, spent=100), state(tight, limit=900, spent=890)]

    headers = rate_limit_headers(book, states, at=NOON)

    assert headers["x-ratelimit-limit-tokens"] == "900"
    assert headers["x-ratelimit-remaining-tokens"] == "10"


def test_a_lowered_quota_has_nothing_left_and_not_less() -> None:
    headers = rate_limit_headers(book_of(REQUESTS), [state(REQUESTS, limit=5, spent=9)], at=NOON)

    assert headers["x-ratelimit-remaining-requests"] == "0"


@pytest.mark.parametrize("one", [MONTH, WINDOW, AT_ONCE])
def test_amounts_of_money_are_not_told_nor_requests_at_once(one: Account) -> None:
    assert rate_limit_headers(book_of(one), [state(one)], at=NOON) == {}


def test_nothing_is_told_of_what_is_not_in_force() -> None:
    assert rate_limit_headers(NO_LIMITS, [state(REQUESTS)], at=NOON) == {}
    assert retry_after_s(NO_LIMITS, [state(REQUESTS, spent=600)], at=NOON) == 1


@pytest.mark.parametrize(
    ("one", "found", "seconds"),
    [
        (MONTH, state(MONTH, limit=10, spent=10), 10 * 86_400 + 12 * 3_600),
        (MONTH, state(MONTH, limit=10, held=10), 1),
        (AT_ONCE, state(AT_ONCE, limit=5, held=5), 1),
        (REQUESTS, state(REQUESTS, spent=600), 1),
        (REQUESTS, state(REQUESTS, limit=6, spent=6), 10),
        (REQUESTS, state(REQUESTS, limit=1, spent=1), 60),
        (REQUESTS, state(REQUESTS, limit=1, spent=600), 60),
        (WINDOW, state(WINDOW, limit=100 * 10**9, spent=100 * 10**9), 3_600),
    ],
)
def test_it_is_worth_asking_again_when_something_has_left(
    one: Account, found: AccountState, seconds: int
) -> None:
    assert retry_after_s(book_of(one), [found], at=NOON) == seconds


def test_the_longest_wait_counts() -> None:
    short = [state(REQUESTS, spent=600), state(MONTH, limit=1, spent=1)]
    assert retry_after_s(book_of(REQUESTS, MONTH), short, at=NOON) > 86_400


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "0ms"),
        (timedelta(seconds=-5), "0ms"),
        (timedelta(milliseconds=12), "12ms"),
        (timedelta(microseconds=1), "1ms"),
        (timedelta(seconds=1), "1s"),
        (timedelta(seconds=8.64), "8.64s"),
        (timedelta(seconds=59.9999), "1m0s"),
        (timedelta(minutes=6), "6m0s"),
        (timedelta(hours=1, seconds=0.5), "1h0m0.5s"),
        (timedelta(days=1), "24h0m0s"),
    ],
)
def test_durations_are_written_as_openai_writes_them(length: timedelta, text: str) -> None:
    assert duration(length) == text


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_wait_is_never_nothing_and_never_longer_than_the_window(
    spent: int, held: int, limit: int
) -> None:
    found = state(REQUESTS, limit=limit, spent=spent, held=held)

    assert 1 <= retry_after_s(book_of(REQUESTS), [found], at=NOON) <= 61


@pytest.mark.parametrize(
    ("one", "wait"),
    [(MONTH, timedelta(days=9)), (WINDOW, timedelta(hours=1))],
    ids=["period", "window"],
)
def test_where_nothing_is_used_and_it_does_not_suffice_a_second_helps_nobody(
    one: Account, wait: timedelta
) -> None:
    assert retry_after_s(book_of(one), [state(one, limit=1)], at=NOON) >= wait.total_seconds()
    assert retry_after_s(book_of(one), [state(one, limit=1, held=1)], at=NOON) == 1
