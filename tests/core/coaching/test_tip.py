"""Tests of `router.core.coaching.tip`."""

from decimal import Decimal

from router.core.coaching.tip import Saving, Tip, tip_of, total_of, worth_telling
from tests.core.coaching.own import own, usd


def tip(*savings: Saving) -> Tip:
    return Tip(kind="k", text="t", how="h", savings=savings)


def saving(number: int, amount: str, tokens: int = 0) -> Saving:
    return Saving(request=own(number), usd=Decimal(amount), tokens=tokens)


def test_below_five_requests_or_a_cent_and_ten_thousand_tokens_nothing_is_told() -> None:
    assert not worth_telling([saving(n, "1") for n in range(4)])
    assert not worth_telling([saving(n, "0.001", 1_999) for n in range(5)])
    assert worth_telling([saving(n, "0.002") for n in range(5)])
    assert worth_telling([saving(n, "0", 2_000) for n in range(5)])
    assert tip_of("k", [saving(0, "9")], text="t", how="h") is None


def test_the_dearest_decisions_are_the_examples() -> None:
    found = tip(*(saving(n, f"0.{n}") for n in (1, 5, 3, 4)))
    assert found.examples == ("dec_5", "dec_4", "dec_3")


def test_a_request_that_two_tips_name_counts_once_with_the_larger_amount() -> None:
    first, second = tip(saving(1, "2", 10), saving(2, "1", 5)), tip(saving(1, "3", 1))
    assert total_of([first, second]) == (usd("4"), 15)
