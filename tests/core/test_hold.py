"""What fits, what is carried over, and what does an entry use?"""

from dataclasses import replace

import pytest

from router.core.hold import (
    CarryOver,
    Unit,
    carried_over,
    outlived_us,
    reserved,
    standing,
    used,
)
from router.core.ledger import Outcome
from router.core.usage import Usage
from tests import factories
from tests.contracts.holding import HOUR_US, MINUTE_US, NOON_US, claim


def test_room_is_what_is_neither_spent_nor_held() -> None:
    state = standing(claim(limit=10), spent=3, held=5)
    assert (state.room, state.room_once_settled) == (2, 7)
    assert standing(claim(limit=10), spent=9, held=5).room == -4


def test_what_was_carried_over_is_part_of_the_limit() -> None:
    assert standing(claim(limit=10), spent=0, held=0, carried=4).limit == 14


@pytest.mark.parametrize(
    ("spent", "held", "carried"), [(0, 0, 6), (3, 2, 5), (3, 7, 0), (12, 0, 0), (0, 4, 6)]
)
def test_carried_over_is_what_is_left_up_to_the_most(spent: int, held: int, carried: int) -> None:
    carry = CarryOver(slice_us=0, limit=10, most=6)
    assert carried_over(carry, spent=spent, held=held) == carried


def test_a_hold_is_granted_where_all_claims_fit_exactly() -> None:
    claims = (claim(amount=2, limit=5), claim("budget:b", amount=4, limit=4))
    found = [standing(one, spent=spent, held=0) for one, spent in zip(claims, (3, 0), strict=True)]
    result = reserved(claims, found)
    assert (result.is_held, result.short) == (True, ())
    assert [state.held for state in result.accounts] == [2, 4]
    assert reserved((), []).is_held


def test_a_hold_is_refused_where_one_claim_is_too_large_and_nothing_is_held() -> None:
    claims = (claim(amount=2), claim("budget:b", amount=2), claim("budget:c", amount=11))
    found = [
        standing(one, spent=spent, held=0) for one, spent in zip(claims, (9, 0, 0), strict=True)
    ]
    result = reserved(claims, found)
    assert (result.is_held, result.short) == (False, (0, 2))
    assert result.accounts == tuple(found)


def test_nothing_fits_an_account_that_is_over_its_limit_not_even_nothing() -> None:
    free = claim(amount=0)
    assert not reserved([free], [standing(free, spent=11, held=0)]).is_held


def test_slices_are_spared_for_as_long_again_as_their_window_and_an_hour_at_least() -> None:
    assert outlived_us(claim()) is None
    minute = claim(slice_us=NOON_US, since_us=NOON_US - MINUTE_US)
    assert outlived_us(minute) == NOON_US - MINUTE_US - HOUR_US
    day = claim(slice_us=NOON_US, since_us=NOON_US - 24 * HOUR_US)
    assert outlived_us(day) == NOON_US - 48 * HOUR_US


@pytest.mark.parametrize(
    ("outcome", "tokens", "requests"),
    [
        (Outcome.COMPLETED, 12, 1),
        (Outcome.CANCELLED, 12, 1),
        (Outcome.FAILED, 12, 1),
        (Outcome.LOST, 12, 1),
        (Outcome.REFUSED, 0, 0),
        (Outcome.CORRECTED, 0, 0),
    ],
)
def test_an_entry_uses_money_always_and_the_rest_where_somebody_was_called(
    outcome: Outcome, tokens: int, requests: int
) -> None:
    usage = Usage(input_tokens=10, cached_tokens=4, output_tokens=2, reasoning_tokens=1)
    entry = factories.ledger_entry(cost_usd="-0.000000007", outcome=outcome)
    entry = replace(entry, usage=usage)
    assert used(entry, Unit.USD) == -7
    assert used(entry, Unit.TOKENS) == tokens
    assert used(entry, Unit.REQUESTS) == requests
    assert used(entry, Unit.CONCURRENT) == 0
