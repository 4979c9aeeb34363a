"""Tests of `router.core.coaching.abandoned_output`."""

from router.core.coaching.abandoned_output import abandoned_output
from router.core.ledger import Outcome
from router.core.usage import Usage
from tests.core.coaching.own import habits, own, usd


def test_only_the_output_counts_for_the_input_is_billed_anyway() -> None:
    tip = abandoned_output(habits(*(own(n, outcome=Outcome.CANCELLED) for n in range(5))))
    assert tip is not None
    assert tip.saved_usd == 5 * 1_000 * usd("0.000025")
    assert tip.saved_tokens == 5_000


def test_answers_that_ended_or_did_not_begin_give_no_tip() -> None:
    nothing = Usage(input_tokens=9_000)
    began = [own(n, outcome=Outcome.CANCELLED, usage=nothing) for n in range(5)]
    assert abandoned_output(habits(*began, *(own(9 + n) for n in range(5)))) is None
