"""Tests of `router.core.refusal`."""

from datetime import UTC, datetime

import pytest

from router.core.account import Account
from router.core.errors import ApprovalRequired, BudgetExceeded, RateLimited
from router.core.grant_account import grant_accounts
from router.core.hold import AccountState
from router.core.limit_book import NO_LIMITS, LimitBook
from router.core.quota import Quota
from router.core.refusal import refusal_of, refusal_words
from router.core.stored_limit import StoredBudget, StoredLimit
from tests.approving import RULE, grant
from tests.factories import NOON

MONTH = StoredBudget.model_validate(
    {
        "id": "search",
        "limit_usd": 100,
        "per": "month",
        "timezone": "Europe/Berlin",
        "team": "search",
        "contact": "finance@acme.example",
    }
)
WINDOW = StoredBudget.model_validate({"id": "rolling", "limit_usd": 5, "window": "60h"})
BURST = Quota.model_validate({"id": "burst", "unit": "requests", "limit": 6, "per": "minute"})
AT_ONCE = Quota.model_validate(
    {"id": "once", "unit": "concurrent", "limit": 5, "key": "key_1", "contact": "ops"}
)


def book_of(*limits: StoredBudget | Quota) -> LimitBook:
    return LimitBook((), [StoredLimit(limit=limit, counted_since=1) for limit in limits])


def full(account: Account, *, held: int = 0) -> AccountState:
    limit = account.probe(NOON).limit
    return AccountState(
        account=account.id, unit=account.unit, limit=limit, spent=limit - held, held=held
    )


def refused(
    *limits: StoredBudget | Quota, is_for_now: bool = False, with_amounts: bool = False
) -> ApprovalRequired | BudgetExceeded | RateLimited:
    book = book_of(*limits)
    return refusal_of(
        book,
        [full(account) for account in book.accounts],
        at=NOON,
        is_for_now=is_for_now,
        with_amounts=with_amounts,
    )


def test_a_budget_is_named_with_its_reset_here_and_there_and_who_gives_more() -> None:
    error = refused(MONTH)

    assert isinstance(error, BudgetExceeded)
    assert error.message == (
        "What is left of budget 'search' (month, team search) does not suffice for this request. "
        "It begins anew at 2026-12-01 00:00 Europe/Berlin (2026-11-30 23:00 UTC). "
        "Ask finance@acme.example for more."
    )


def test_programs_find_the_same_in_fields_and_headers() -> None:
    error = refused(MONTH)

    assert error.details == {"budget": "search", "resets_at": "2026-11-30T23:00:00+00:00"}
    wait = datetime(2026, 11, 30, 23, tzinfo=UTC) - NOON
    assert error.headers == {
        "retry-after": str(int(wait.total_seconds())),
        "x-should-retry": "false",
    }
    assert (error.status, error.type, error.code) == (
        429,
        "insufficient_quota",
        "budget_exceeded",
    )


@pytest.mark.parametrize("is_for_now", [True, False])
def test_amounts_are_told_only_where_they_are_asked_for(is_for_now: bool) -> None:
    closed = refused(MONTH, is_for_now=is_for_now)
    opened = refused(MONTH, is_for_now=is_for_now, with_amounts=True)

    assert "100" not in closed.message
    assert "100 of 100 USD are spent, 0 USD are held." in opened.message


def test_of_a_window_it_is_told_by_when_all_has_left() -> None:
    assert refused(WINDOW).message == (
        "What is left of budget 'rolling' (window of 60h) does not suffice for this request. "
        "What was spent leaves it bit by bit, the last of it by 2026-11-23 01:00 UTC. "
        "Ask an administrator for more."
    )


def test_where_others_hold_the_rest_asking_again_helps() -> None:
    error = refused(MONTH, is_for_now=True)

    assert isinstance(error, RateLimited)
    assert "Requests under way hold what is left of budget 'search'" in error.message
    assert error.headers["retry-after"] == "1"
    assert "x-should-retry" not in error.headers


def test_a_quota_tells_what_it_permits_and_its_headers() -> None:
    error = refused(BURST)

    assert isinstance(error, RateLimited)
    assert error.message == (
        "Quota 'burst' permits 6 requests a minute, and what is left does not suffice. "
        "Ask again a little later. Ask an administrator for more."
    )
    assert error.headers["retry-after"] == "10"
    assert error.headers["x-ratelimit-remaining-requests"] == "0"
    assert error.details["quota"] == "burst"


def test_requests_at_once_have_no_reset() -> None:
    error = refused(AT_ONCE)

    assert error.message == (
        "Quota 'once' (key key_1) permits 5 requests at once. Ask again once a request has ended. "
        "Ask ops for more."
    )
    assert error.details == {"quota": "once"}


def test_of_several_the_one_is_named_before_whose_reset_nothing_helps() -> None:
    day = StoredBudget.model_validate({"id": "day", "limit_usd": 1, "per": "day"})

    assert refused(day, MONTH, BURST).details["budget"] == "search"
    assert refused(MONTH, BURST, day).details["budget"] == "search"
    assert refused(AT_ONCE, BURST).details["quota"] == "burst"


def test_a_limit_that_changed_meanwhile_is_worth_another_try() -> None:
    (account,) = book_of(MONTH).accounts

    error = refusal_of(NO_LIMITS, [full(account)], at=NOON)

    assert isinstance(error, RateLimited)
    assert error.headers == {"retry-after": "1"}


def test_words_alone_are_the_same() -> None:
    (account,) = book_of(MONTH).accounts

    assert refusal_words(account, NOON) == refused(MONTH).message


def of_grant(*more: StoredBudget | Quota, is_for_now: bool = False) -> Exception:
    limits = [StoredLimit(limit=limit, counted_since=1) for limit in more]
    book = LimitBook((), limits, grants=[grant()])
    (usd,) = grant_accounts(grant())
    spent = AccountState(account=usd.id, unit=usd.unit, limit=usd.limit, spent=usd.limit, held=0)
    short = [spent, *map(full, book.accounts)]
    return refusal_of(book, short, at=NOON, is_for_now=is_for_now)


def test_where_a_grant_does_not_suffice_more_must_be_asked_for() -> None:
    error = of_grant(BURST)

    assert isinstance(error, ApprovalRequired)
    assert error.details == {"grant": "grt_1", "rule": RULE}
    assert "What is left of the grant grt_1 does not suffice" in error.message


def test_where_calls_under_way_hold_the_rest_of_a_grant_asking_again_helps() -> None:
    error = of_grant(is_for_now=True)

    assert isinstance(error, RateLimited)
    assert error.headers["retry-after"] == "1"


def test_a_budget_stands_in_the_way_of_a_grant_too() -> None:
    assert isinstance(of_grant(MONTH), BudgetExceeded)
