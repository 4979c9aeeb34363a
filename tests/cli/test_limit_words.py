"""Tests of `router.cli.limit_words`."""

from datetime import timedelta

from router.cli.limit_words import (
    budget_cells,
    budget_lines,
    limit_json,
    quota_cells,
    without_ranks,
)
from router.core.account import stored_account
from router.core.hold import AccountState
from router.core.quota import Quota
from router.core.stored_limit import StoredBudget, StoredLimit
from router.services.show_limits import LimitStanding
from tests.factories import NOON


def standing(
    limit: StoredBudget | Quota, *, counts: tuple[int, int, int], elapsed: float | None = None
) -> LimitStanding:
    account = stored_account(StoredLimit(limit=limit, counted_since=1))
    most, spent, held = counts
    return LimitStanding(
        account=account,
        state=AccountState(
            account=account.id, unit=account.unit, limit=most, spent=spent, held=held
        ),
        resets_at=NOON if elapsed is not None else None,
        share_elapsed=elapsed,
    )


BUDGET = StoredBudget.model_validate(
    {
        "id": "search",
        "limit_usd": "100",
        "per": "month",
        "team": "[red]größe",
        "increases": [
            {
                "amount_usd": "50",
                "since": NOON,
                "until": NOON + timedelta(days=7),
                "by": "ada",
                "why": "launch",
            }
        ],
    }
)
ONE = standing(BUDGET, counts=(150 * 10**9, 37_500_000_001, 10**9), elapsed=0.5)
QUOTA = Quota.model_validate({"id": "once", "unit": "concurrent", "limit": 5})


def test_amounts_are_told_to_the_last_digit() -> None:
    assert budget_cells(ONE) == (
        "search",
        "team [red]größe",
        "month",
        *("150", "37.500000001", "1", "25%"),
        "2026-11-20 12:00 UTC",
        "hard",
    )


def test_lines_tell_pace_and_increases_too() -> None:
    lines = list(budget_lines(ONE))

    assert lines[0] == "id      search"
    assert lines[-2] == "pace    0.50"
    assert lines[-1] == (
        "more    50 USD from 2026-11-20T12:00:00Z until 2026-11-27T12:00:00Z, by ada: launch"
    )


def test_a_quota_counts_requests_and_not_money() -> None:
    one = standing(QUOTA, counts=(5, 0, 3))

    assert quota_cells(one) == ("once", "everybody", "5 requests at once", "0", "3")
    assert limit_json(one)["state"] == {
        "limit": "5",
        "spent": "0",
        "held": "3",
        "room": "2",
        "share_used": 0.0,
        "pace": None,
        "resets_at": None,
    }


def test_programs_get_amounts_as_text_so_that_no_digit_is_lost() -> None:
    told = limit_json(ONE)

    assert told["limit_usd"] == "100"
    assert told["state"] == {
        "limit": "150",
        "spent": "37.500000001",
        "held": "1",
        "room": "111.499999999",
        "share_used": 37_500_000_001 / (150 * 10**9),
        "pace": 37_500_000_001 / (150 * 10**9) / 0.5,
        "resets_at": "2026-11-20T12:00:00+00:00",
    }


def test_a_list_does_not_tell_how_the_limits_of_several_people_stand() -> None:
    ada, bob = (
        standing(
            StoredBudget.model_validate({"id": user, "limit_usd": 9, "per": "day", "user": user}),
            counts=(9 * 10**9, 5 * 10**9, 0),
        )
        for user in ("ada", "bob")
    )

    assert without_ranks([ada, bob, ONE]) == [(ada, False), (bob, False), (ONE, True)]
    assert without_ranks([ada, ONE]) == [(ada, True), (ONE, True)]
    assert budget_cells(ada, is_told=False)[3:7] == ("9", "", "", "")
    assert limit_json(ada, is_told=False)["state"] is None
    assert quota_cells(standing(QUOTA, counts=(5, 3, 1)), is_told=False)[3:] == ("", "")
