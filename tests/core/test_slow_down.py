"""Tests of `router.core.slow_down`."""

from datetime import timedelta

from router.core.directive import Effect
from router.core.hold import Unit
from router.core.slow_down import is_slowed, slow_claim, slowed
from tests.factories import NOON, caller

SIX = Effect(6, "runaway", "Its prompts repeat.")


def test_a_request_claims_one_of_those_of_the_last_minute() -> None:
    claim = slow_claim(SIX, caller(), at=NOON)

    assert (claim.unit, claim.amount, claim.limit) == (Unit.REQUESTS, 1, 6)
    assert claim.since_us is not None
    assert claim.slice_us - claim.since_us == 60_000_000
    assert is_slowed(claim.account)


def test_each_rule_slows_each_key_for_itself() -> None:
    other = Effect(6, "another", "Its prompts repeat.")

    accounts = {slow_claim(told, caller(), at=NOON).account for told in (SIX, other)}

    assert len(accounts) == 2
    assert not is_slowed("quota:six@1")


def test_within_a_second_the_same_slice_counts() -> None:
    later = slow_claim(SIX, caller(), at=NOON + timedelta(milliseconds=900))

    assert later.slice_us == slow_claim(SIX, caller(), at=NOON).slice_us


def test_the_refusal_says_why_and_how_long_to_wait() -> None:
    refusal = slowed(SIX)

    assert refusal.headers["retry-after"] == "10"
    assert "6 requests a minute" in refusal.message
    assert "Its prompts repeat." in refusal.message
    assert refusal.details == {"rule": "runaway"}
